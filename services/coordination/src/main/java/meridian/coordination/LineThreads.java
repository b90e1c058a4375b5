package meridian.coordination;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Real threads. Of the platform's kind, because the store reads its disk in native code. */
final class LineThreads implements Threads {
    private final ThreadPoolExecutor lines;
    private final ScheduledThreadPoolExecutor timer;

    LineThreads(int threads) {
        lines = (ThreadPoolExecutor) Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().name("coordination-", 0).daemon().factory());
        timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("coordination-timer").daemon().factory());
        timer.setRemoveOnCancelPolicy(true);
    }

    @Override
    public Executor lines() {
        return task -> {
            try {
                lines.execute(task);
            } catch (RejectedExecutionException _) {
                // The node stops: whoever waits is told by that.
            }
        };
    }

    @Override
    public Runnable later(Duration pause, Runnable action) {
        try {
            Future<?> task = timer.schedule(action, pause.toNanos(), TimeUnit.NANOSECONDS);
            return () -> task.cancel(false);
        } catch (RejectedExecutionException _) {
            // As above.
            return () -> {};
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        lines.shutdownNow();
    }
}
