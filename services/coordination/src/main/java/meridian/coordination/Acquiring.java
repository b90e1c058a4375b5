package meridian.coordination;

import meridian.store.Reply;
import meridian.store.StoreError;

/** An attempt to hold something. */
abstract class Acquiring extends Entering<Acquisition> {
    private final long lease;

    Acquiring(Claim<Acquisition> claim, Contest contest, Keys keys, Wish wish) {
        super(claim, contest, keys, wish);
        this.lease = wish.lease();
    }

    final long lease() {
        return lease;
    }

    @Override
    final void won(Reply.Header header, int order) {
        claim().end(new Acquisition.Held(Contest.hold(place(), lease, demand()), header));
    }

    @Override
    final Acquisition sessionEnded() {
        return new Acquisition.SessionEnded();
    }

    @Override
    final Acquisition givenUp() {
        return new Acquisition.GivenUp();
    }

    @Override
    final Acquisition refusedBy(StoreError error) {
        return new Acquisition.Refused(error);
    }
}
