package meridian.coordination;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import meridian.base.Bytes;
import meridian.base.Outcome;
import meridian.store.Reply;

/**
 * A lock that one session holds at a time, or several that share it, with a {@link Fence} for each holding. A session is
 * a lease, which its owner keeps alive; when it ends, so does whatever it holds or waits for.
 *
 * <p>All stand in one line: who shares waits for those before it who do not, so nobody waits for ever.
 *
 * <p>Who may have lost the lock without knowing it, because it was paused or cut off, is kept from harm by the fence
 * alone: write with the condition {@link Hold#stillHeld}, or hand the fence to whoever has to refuse older ones.
 *
 * <p>A session that asks for what it holds gets it again, with the same fence; letting go once is enough. A session that
 * holds the lock for itself and asks to share it gets that, too, at once: it has both until it lets go of one, and when
 * it lets go of the exclusive side, nobody comes in between. The other way round it is refused.
 */
public final class FencedLock {
    private static final Demand EXCLUSIVE = new Demand.Exclusive();
    private static final Demand SHARED = new Demand.Shared();

    private final Contest contest;
    private final Keys keys;

    FencedLock(Contest contest, Bytes name) {
        this.contest = contest;
        this.keys = Keys.of(name);
    }

    /** Waits as long as the lease lives. First come, first served. */
    public Claim<Acquisition> acquire(long lease) {
        return contest.enter(keys, Contest.wish(keys, lease, EXCLUSIVE, true));
    }

    /** Waits no longer than that. */
    public Claim<Acquisition> acquire(long lease, Duration patience) {
        return contest.within(patience, acquire(lease));
    }

    /** Does not stand in line: gets the lock, or has given up. */
    public CompletableFuture<Outcome<Acquisition>> tryAcquire(long lease) {
        return contest.enterIfEmpty(keys, lease);
    }

    /** Waits as long as the lease lives, for those before it who do not share. */
    public Claim<Acquisition> acquireShared(long lease) {
        return contest.enter(keys, Contest.wish(keys, lease, SHARED, true));
    }

    /** Waits no longer than that. */
    public Claim<Acquisition> acquireShared(long lease, Duration patience) {
        return contest.within(patience, acquireShared(lease));
    }

    /** Does not wait. */
    public Claim<Acquisition> tryAcquireShared(long lease) {
        return contest.enterIfFree(keys, Contest.wish(keys, lease, SHARED, false));
    }

    /** Lets go of both sides, if the session has both. Says whether one was still held. */
    public CompletableFuture<Outcome<Reply<Boolean>>> releaseAll(Hold hold) {
        return contest.release(hold, new Demand.Leading(Bytes.EMPTY));
    }

    /** Says whether it was still held. */
    public CompletableFuture<Outcome<Reply<Boolean>>> release(Hold hold) {
        return contest.release(hold, hold.shared() ? SHARED : EXCLUSIVE);
    }
}
