package meridian.chaos;

import meridian.chaos.base.ChaosFailure;
import meridian.chaos.base.Undo;

/** What is stopped however the run ends: by its end, by a failure or by Ctrl-C. The newest comes first. */
final class Cleanup implements AutoCloseable {
    private final Undo steps = new Undo();
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
        steps.later(undo);
    }

    @Override
    public synchronized void close() {
        closed = true;
        steps.close();
    }
}
