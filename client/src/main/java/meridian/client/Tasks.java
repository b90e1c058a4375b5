package meridian.client;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Work that waits, on a thread of its own, for those who do not want to. */
final class Tasks {
    private Tasks() {}

    /** What is done. */
    interface Task<T> {
        T run() throws InterruptedException;
    }

    /** Tells one thing after the other, until there is none or the thread is interrupted; and closes what it came from. */
    static <T> void tellAll(Task<Optional<T>> source, Consumer<T> listener, Runnable close) {
        try {
            Optional<T> next = source.run();
            while (next.isPresent()) {
                listener.accept(next.get());
                next = source.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            close.run();
        }
    }

    /** To cancel the future interrupts the task. */
    static <T> CompletableFuture<T> start(Executor executor, Task<T> task, Consumer<T> unwanted) {
        Running<T> running = new Running<>();
        executor.execute(() -> running.run(task, unwanted));
        return running;
    }

    private static final class Running<T> extends CompletableFuture<T> {
        private volatile boolean cancelled;
        private volatile Thread thread = Thread.currentThread();
        private volatile boolean begun;

        void run(Task<T> task, Consumer<T> unwanted) {
            thread = Thread.currentThread();
            begun = true;
            if (cancelled) {
                return;
            }
            try {
                T result = task.run();
                if (!complete(result)) {
                    unwanted.accept(result);
                }
            } catch (InterruptedException | RuntimeException e) {
                completeExceptionally(e);
            }
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            cancelled = true;
            boolean first = super.cancel(mayInterruptIfRunning);
            if (begun) {
                thread.interrupt();
            }
            return first;
        }
    }
}
