package meridian.coordination;

import java.util.concurrent.CompletableFuture;
import meridian.base.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * An attempt that may have to wait: to get a lock or permits, to win an election, to go through a barrier or a latch. Its
 * outcome says how it ended:
 *
 * <ul>
 *   <li>applied: as the {@code T} says
 *   <li>not applied: it does not stand in line
 *   <li>unknown: it may stand in line, and so may hold sooner or later. Trying again with the same lease is safe for
 *       locks, elections and barriers, since the lease's key stands in line only once; ending the lease ends it for
 *       certain
 * </ul>
 *
 * @param <T> how it ended when nothing went wrong
 */
public final class Claim<T> {
    private final CompletableFuture<Outcome<T>> outcome = new CompletableFuture<>();
    private final Outcome<T> whenStopped;
    private boolean cancelled;
    private @Nullable Runnable withdrawal;

    private Claim(Outcome<T> whenStopped) {
        this.whenStopped = whenStopped;
    }

    /** One that stands in line while it waits. */
    static <T> Claim<T> inLine() {
        return new Claim<>(Outcome.unknown("the node is stopping; the key stays in line"));
    }

    /** One that only looks on. */
    static <T> Claim<T> lookingOn() {
        return new Claim<>(Outcome.notApplied(Outcome.Refusal.STOPPED, "the node is stopping"));
    }

    /** Completes on the store's or a line's thread, which must not be blocked. */
    public CompletableFuture<Outcome<T>> outcome() {
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

    /** The node stops: whoever waits hears that it does not wait here any more. */
    void stop() {
        end(whenStopped);
    }

    void end(Outcome<T> how) {
        outcome.complete(how);
    }

    void end(T how) {
        end(Outcome.applied(how));
    }
}
