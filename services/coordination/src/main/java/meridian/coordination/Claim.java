package meridian.coordination;

import java.util.concurrent.CompletableFuture;
import meridian.base.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * An attempt to get a lock or to win an election. Its outcome says how it ended:
 *
 * <ul>
 *   <li>applied: as the {@link Acquisition} says
 *   <li>not applied: it does not stand in line
 *   <li>unknown: it may stand in line, and so may hold sooner or later. Trying again with the same lease is safe, since
 *       the lease's key stands in line only once; ending the lease ends it for certain
 * </ul>
 */
public final class Claim {
    private final CompletableFuture<Outcome<Acquisition>> outcome = new CompletableFuture<>();
    private boolean cancelled;
    private @Nullable Runnable withdrawal;

    Claim() {}

    /** Completes on the store's or a line's thread, which must not be blocked. */
    public CompletableFuture<Outcome<Acquisition>> outcome() {
        return outcome;
    }

    /** Gives up, and leaves the line, unless it has ended. The outcome tells which of both it was. */
    public void cancel() {
        Runnable withdraw;
        synchronized (this) {
            if (cancelled) {
                return;
            }
            cancelled = true;
            withdraw = withdrawal;
        }
        if (withdraw != null) {
            withdraw.run();
        }
    }

    /**
     * From here on it can be withdrawn.
     *
     * @return false when it was cancelled before: then it is for the caller to withdraw it
     */
    synchronized boolean waits(Runnable newWithdrawal) {
        withdrawal = newWithdrawal;
        return !cancelled;
    }

    synchronized boolean isCancelled() {
        return cancelled;
    }

    void end(Outcome<Acquisition> how) {
        outcome.complete(how);
    }

    void end(Acquisition how) {
        end(Outcome.applied(how));
    }
}
