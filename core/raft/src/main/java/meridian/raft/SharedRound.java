package meridian.raft;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers many callers with one round: whoever joins gets the result of a round that <em>starts</em> after he joined,
 * together with everybody else who waited for it. At most one round is under way.
 */
final class SharedRound<T> {
    private final Supplier<CompletableFuture<T>> round;

    /** Guards the fields below. */
    private final Object lock = new Object();

    private boolean running;
    private @Nullable CompletableFuture<T> next;

    SharedRound(Supplier<CompletableFuture<T>> round) {
        this.round = round;
    }

    CompletableFuture<T> join() {
        CompletableFuture<T> joined;
        synchronized (lock) {
            if (next == null) {
                next = new CompletableFuture<>();
            }
            joined = next;
        }
        startNext();
        return joined;
    }

    private void startNext() {
        CompletableFuture<T> waiters;
        synchronized (lock) {
            if (running || next == null) {
                return;
            }
            running = true;
            waiters = next;
            next = null;
        }
        round.get().whenComplete((result, failure) -> {
            synchronized (lock) {
                running = false;
            }
            startNext();
            if (failure != null) {
                waiters.completeExceptionally(failure);
            } else {
                waiters.complete(result);
            }
        });
    }
}
