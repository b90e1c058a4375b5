package meridian.client;

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
