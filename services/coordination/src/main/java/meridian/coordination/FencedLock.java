package meridian.coordination;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import meridian.base.Bytes;
import meridian.base.Outcome;
import meridian.store.Reply;

/**
 * A lock that one session holds at a time, with a {@link Fence} for each holding. A session is a lease, which its owner
 * keeps alive; when it ends, so does whatever it holds or waits for.
 *
 * <p>Who may have lost the lock without knowing it, because it was paused or cut off, is kept from harm by the fence
 * alone: write with the condition {@link Hold#stillHeld}, or hand the fence to whoever has to refuse older ones.
 *
 * <p>A session that asks for what it holds gets it again, with the same fence; letting go once is enough.
 */
public final class FencedLock {
    private final Contest contest;
    private final Bytes name;

    FencedLock(Contest contest, Bytes name) {
        this.contest = contest;
        this.name = name;
    }

    /** Waits as long as the lease lives. First come, first served. */
    public Claim acquire(long lease) {
        return contest.enter(name, lease, Bytes.EMPTY, 1);
    }

    /** Waits no longer than that. */
    public Claim acquire(long lease, Duration patience) {
        return contest.enter(name, lease, Bytes.EMPTY, 1, patience);
    }

    /** Does not stand in line: gets the lock, or has given up. */
    public CompletableFuture<Outcome<Acquisition>> tryAcquire(long lease) {
        return contest.enterIfEmpty(name, lease, Bytes.EMPTY);
    }

    /** Says whether it was still held. */
    public CompletableFuture<Outcome<Reply<Boolean>>> release(Hold hold) {
        return contest.release(hold);
    }
}
