package meridian.coordination;

import java.util.List;
import java.util.Optional;
import meridian.base.Bytes;
import meridian.base.Limit;
import meridian.base.Outcome;
import meridian.base.Outcome.Refusal;
import meridian.store.Comparison.Relation;
import meridian.store.KeyValue;
import meridian.store.Reply;
import meridian.store.Result;
import meridian.store.StoreError;
import meridian.store.Transaction;

/** An attempt to hold something. */
abstract class Acquiring extends Entering<Acquisition> {
    private final Limit attempts;
    private final long lease;
    private int attempt;

    Acquiring(Claim<Acquisition> claim, Contest contest, Keys keys, Wish wish) {
        super(claim, contest, keys, wish);
        this.attempts = contest.attempts();
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

    /** @param outcome of a key that was put, or read if it was there */
    final void stand(Result.Nested outcome, Reply.Header header) {
        if (outcome.succeeded()) {
            standsAt(new Place(header.revision(), place().key()), true);
            standInLine();
        } else {
            joinEarlierSelf(Steps.found(outcome.results().getFirst()).getFirst());
        }
    }

    /** The session's own key stands in line already, from an earlier attempt. */
    final void joinEarlierSelf(KeyValue own) {
        standsAt(Place.of(own), false);
        Optional<Bytes> next = demand().joined(own.value());
        if (next.isEmpty()) {
            claim().end(Outcome.notApplied(Refusal.INVALID, demand().clash()));
        } else if (next.get().equals(own.value())) {
            standInLine();
        } else {
            rewrite(own, next.get());
        }
    }

    /** Only what was read is replaced: otherwise another attempt of the session was faster, and what it wrote counts. */
    private void rewrite(KeyValue own, Bytes next) {
        Transaction transaction = new Transaction(
                List.of(place().isThere(), Steps.says(own.key(), Relation.EQUAL, own.value())),
                List.of(Steps.rewrite(own.key(), next)),
                List.of());
        Steps.perform(store(), transaction).thenAccept(outcome -> {
            switch (outcome) {
                case Outcome.Applied<Reply<Boolean>>(Reply.Done<Boolean>(Boolean done, Reply.Header _)) -> {
                    if (done) {
                        standsAt(place(), next.equals(Demand.BOTH));
                        standInLine();
                    } else {
                        beginAgain();
                    }
                }
                case Outcome.Applied<Reply<Boolean>>(Reply.Refused<Boolean>(StoreError error)) ->
                    claim().end(refusedBy(error));
                case Outcome.NotApplied<Reply<Boolean>> _, Outcome.Unknown<Reply<Boolean>> _ ->
                    claim().end(Outcome.unknown("it stands in line, maybe with its earlier value: " + outcome));
            }
        });
    }

    private void beginAgain() {
        if (attempts.allows(++attempt)) {
            begin();
        } else {
            claim().end(Outcome.notApplied(
                    Refusal.OVERLOADED,
                    "other attempts of the same session were faster again and again: " + attempts.exceeded(attempt)));
        }
    }
}
