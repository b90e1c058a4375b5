package meridian.raft;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import meridian.base.Ticker;

/** Tries something that changes nothing again and again until it works or the time is up: there may be an election. */
final class Insistence {
    private static final long PAUSE_MILLIS = 20;

    private final ScheduledExecutorService timer;
    private final Ticker ticker;
    private final Duration limit;

    Insistence(ScheduledExecutorService timer, Ticker ticker, Duration limit) {
        this.timer = timer;
        this.ticker = ticker;
        this.limit = limit;
    }

    <T> CompletableFuture<T> on(Supplier<CompletableFuture<T>> attempt) {
        CompletableFuture<T> result = new CompletableFuture<>();
        attempt(attempt, ticker.nanos() + limit.toNanos(), result);
        return result;
    }

    private <T> void attempt(Supplier<CompletableFuture<T>> attempt, long deadline, CompletableFuture<T> result) {
        attempt.get().whenComplete((value, failure) -> {
            if (failure == null) {
                result.complete(value);
            } else if (ticker.nanos() - deadline >= 0) {
                result.completeExceptionally(new Replicator.Unavailable(Failures.message(failure)));
            } else {
                later(() -> attempt(attempt, deadline, result), result);
            }
        });
    }

    private void later(Runnable task, CompletableFuture<?> result) {
        try {
            timer.schedule(task, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(new Replicator.Unavailable("this node is stopping"));
        }
    }
}
