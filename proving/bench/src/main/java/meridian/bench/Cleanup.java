package meridian.bench;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * What has to be stopped and removed however the benchmark ends: by its end, by a failure or by Ctrl-C. The newest
 * comes first.
 */
final class Cleanup implements AutoCloseable {
    private final Deque<Step> steps = new ArrayDeque<>();
    private boolean closed;

    /** A cleanup that also runs when the process is told to end. */
    static Cleanup atExit() {
        Cleanup cleanup = new Cleanup();
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("bench-cleanup").unstarted(cleanup::close));
        return cleanup;
    }

    /**
     * Remembers how to undo what was just done. When the cleanup is over already, it is undone at once, and nothing more
     * can be begun.
     */
    Step later(Runnable undo) {
        Step step = new Step(undo);
        if (!remember(step)) {
            step.close();
            throw new BenchFailure("Stopped.");
        }
        return step;
    }

    /** Undoes everything, also when some of it fails; the first failure is thrown in the end. */
    @Override
    public void close() {
        List<BenchFailure> failures = new ArrayList<>();
        Optional<Step> newest = newestToClose();
        while (newest.isPresent()) {
            try {
                newest.get().close();
            } catch (BenchFailure e) {
                failures.add(e);
            }
            newest = newestToClose();
        }
        if (!failures.isEmpty()) {
            throw failures.getFirst();
        }
    }

    private synchronized boolean remember(Step step) {
        if (!closed) {
            steps.push(step);
        }
        return !closed;
    }

    private synchronized Optional<Step> newestToClose() {
        closed = true;
        return Optional.ofNullable(steps.peek());
    }

    private synchronized void forget(Step step) {
        steps.remove(step);
    }

    /** One thing to undo. It is undone once; whoever comes second waits until it is. */
    final class Step implements AutoCloseable {
        private final FutureTask<Void> undoing;

        private Step(Runnable undo) {
            this.undoing = new FutureTask<>(() -> {
                undo.run();
                return null;
            });
        }

        @Override
        public void close() {
            undoing.run();
            try {
                undoing.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException e) {
                throw new BenchFailure("Could not clean up: " + e.getCause(), e);
            } finally {
                forget(this);
            }
        }
    }
}
