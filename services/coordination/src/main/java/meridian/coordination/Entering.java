package meridian.coordination;

import java.util.concurrent.CompletableFuture;
import meridian.base.Bytes;
import meridian.base.Outcome;
import meridian.base.Outcome.Refusal;
import meridian.store.Reply;
import meridian.store.Store;
import meridian.store.StoreError;

/**
 * One attempt on its way from the door to its end.
 *
 * @param <T> how it ended when nothing went wrong
 */
abstract class Entering<T> implements Waiter {
    private final Claim<T> claim;
    private final Store store;
    private final Lines lines;
    private final Keys keys;
    private final Demand demand;
    private final boolean patient;
    private Place place;

    /** Would giving up take from the session what it had before? */
    private boolean made;

    Entering(Claim<T> claim, Contest contest, Keys keys, Wish wish) {
        this.claim = claim;
        this.store = contest.store();
        this.lines = contest.lines();
        this.keys = keys;
        this.demand = wish.demand();
        this.patient = wish.isPatient();
        this.place = new Place(0, wish.key());
    }

    /** What is wanted, with which session and by which key of it, and whether it may take a while. */
    record Wish(Demand demand, long lease, Bytes key, boolean isPatient) {}

    abstract void begin();

    /** Its turn has come. */
    abstract void won(Reply.Header header, int order);

    abstract T sessionEnded();

    abstract T givenUp();

    abstract T refusedBy(StoreError error);

    final Claim<T> claim() {
        return claim;
    }

    final Store store() {
        return store;
    }

    final Keys keys() {
        return keys;
    }

    final Lines lines() {
        return lines;
    }

    @Override
    public final Demand demand() {
        return demand;
    }

    @Override
    public final boolean isPatient() {
        return patient;
    }

    @Override
    public final Place place() {
        return place;
    }

    /** @param byThis whether this attempt put there what it has to take back when it is given up */
    final void standsAt(Place where, boolean byThis) {
        place = where;
        made = byThis;
    }

    final void standInLine() {
        Line line = lines.enter(keys);
        line.join(this);
        if (!claim.waits(() -> line.leave(this))) {
            line.leave(this);
        }
    }

    final void winAtOnce(Reply.Header header) {
        if (claim.isCancelled()) {
            giveUp();
        } else {
            won(header, 0);
        }
    }

    @Override
    public final void granted(Reply.Header header, int order) {
        leaveLine();
        won(header, order);
    }

    @Override
    public final void lost() {
        leaveLine();
        claim.end(sessionEnded());
    }

    @Override
    public final void refused(StoreError error) {
        leaveLine();
        withdraw(Outcome.applied(refusedBy(error)));
    }

    @Override
    public final void refused(String why) {
        leaveLine();
        withdraw(Outcome.notApplied(Refusal.INVALID, why));
    }

    /** What the session may hold already, from an earlier attempt, is not taken from it by giving up this one. */
    @Override
    public final void left(boolean mayHold, boolean last) {
        leaveLine();
        if (last && (made || !mayHold)) {
            giveUp();
        } else {
            claim.end(givenUp());
        }
    }

    final void leaveLine() {
        lines.leave(keys);
    }

    void giveUp() {
        withdraw(Outcome.applied(givenUp()));
    }

    /** @param end how it ends when it certainly stands in line no more */
    private void withdraw(Outcome<T> end) {
        letGo().thenAccept(outcome -> {
            if (outcome instanceof Outcome.Applied<Reply<Boolean>>(Reply.Done<Boolean> _)) {
                claim.end(end);
            } else {
                staysInLine(outcome);
            }
        });
    }

    /** @param why how the attempt to leave ended */
    final void staysInLine(Outcome<?> why) {
        claim.end(Outcome.unknown("it stands in line until its session ends: " + why));
    }

    /** Says whether it was still there. */
    final CompletableFuture<Outcome<Reply<Boolean>>> letGo() {
        return Steps.perform(store, demand.letGo(place));
    }

    /** What a store's answer means that is not what was hoped for. */
    final <R> Outcome<T> failure(Outcome<Reply<R>> outcome) {
        return outcome.map(reply -> switch (reply) {
            case Reply.Refused<R>(StoreError error) -> refusedBy(error);
            case Reply.Done<R> _ -> throw new IllegalStateException("it was done");
        });
    }
}
