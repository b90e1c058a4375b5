package meridian.coordination;

import java.time.Duration;
import java.util.concurrent.Executor;

/** Where the recipes' work runs. */
interface Threads extends AutoCloseable {
    /** For following lines: reads the disk at times. A line has at most one task there. */
    Executor lines();

    /** Returns what calls it off. */
    Runnable later(Duration pause, Runnable action);

    /** What has not begun does not begin any more. */
    @Override
    void close();
}
