package meridian.chaos;

import java.util.ArrayDeque;
import java.util.Deque;
import meridian.chaos.base.ChaosFailure;

/** What is stopped however the run ends: by its end, by a failure or by Ctrl-C. The newest comes first. */
final class Cleanup implements AutoCloseable {
    private final Deque<Runnable> steps = new ArrayDeque<>();
    private boolean closed;

    /** A cleanup that also runs when this process is told to end. */
    static Cleanup atExit() {
        Cleanup cleanup = new Cleanup();
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("chaos-cleanup").unstarted(cleanup::close));
        return cleanup;
    }

    /** When the cleanup is over already, nothing more can be begun. */
    synchronized void later(Runnable undo) {
        if (closed) {
            throw new ChaosFailure("Stopped.");
        }
        steps.push(undo);
    }

    @Override
    public synchronized void close() {
        closed = true;
        while (!steps.isEmpty()) {
            steps.pop().run();
        }
    }
}
