package meridian.coordination;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import meridian.base.Bytes;
import meridian.base.Outcome;
import meridian.store.Reply;

/**
 * So many permits, each of which one session holds at a time. A session holds one permit; who wants several opens
 * several. First come, first served, and a permit comes back when its session ends.
 *
 * <p>All who use a name must say the same number of permits: it is nowhere written down.
 */
public final class Semaphore {
    private final Contest contest;
    private final Bytes name;
    private final int permits;

    Semaphore(Contest contest, Bytes name, int permits) {
        if (permits < 1) {
            throw new IllegalArgumentException(
                    "a semaphore with " + permits + " permits lets nobody in: give at least 1");
        }
        this.contest = contest;
        this.name = name;
        this.permits = permits;
    }

    /** Waits as long as the lease lives. */
    public Claim acquire(long lease) {
        return contest.enter(name, lease, Bytes.EMPTY, permits);
    }

    /** Waits no longer than that. */
    public Claim acquire(long lease, Duration patience) {
        return contest.enter(name, lease, Bytes.EMPTY, permits, patience);
    }

    /** Says whether it was still held. */
    public CompletableFuture<Outcome<Reply<Boolean>>> release(Hold permit) {
        return contest.release(permit);
    }
}
