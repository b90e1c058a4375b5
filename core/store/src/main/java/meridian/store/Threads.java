package meridian.store;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** The threads of the store's shell, behind a port so that a simulation can run all of it on one. */
interface Threads extends AutoCloseable {
    /** Runs something short once, after a pause; not at all if the store is closed by then. */
    void later(Duration pause, Runnable action);

    /** Runs what may read the disk for long. Throws {@link RejectedExecutionException} when too much waits already. */
    Executor readers();

    /** Runs what brings changes to the watchers, one thing after the other. */
    Executor hub();

    @Override
    void close();
}
