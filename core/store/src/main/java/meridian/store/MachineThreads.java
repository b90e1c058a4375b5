package meridian.store;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Real threads. They are platform threads because most of what they do is calling RocksDB, and a virtual thread in
 * native code holds on to its carrier.
 */
final class MachineThreads implements Threads {
    private static final Logger LOG = LoggerFactory.getLogger(MachineThreads.class);
    private static final long IDLE_SECONDS = 30;

    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, named("store-timer"));
    private final ThreadPoolExecutor readers;

    /** Its queue has no bound of its own: the hub asks for one run at a time. */
    private final ThreadPoolExecutor hub =
            new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), named("store-watch-hub"));

    MachineThreads(StoreConfig.Reads limits) {
        timer.setRemoveOnCancelPolicy(true);
        readers = new ThreadPoolExecutor(
                limits.threads(),
                limits.threads(),
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(limits.waitingMax()),
                named("store-reader-"));
        readers.allowCoreThreadTimeOut(true);
    }

    private static ThreadFactory named(String name) {
        Thread.Builder.OfPlatform builder = Thread.ofPlatform().daemon();
        return (name.endsWith("-") ? builder.name(name, 0) : builder.name(name)).factory();
    }

    @Override
    public void later(Duration pause, Runnable action) {
        try {
            timer.schedule(() -> run(action), pause.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException _) {
            // The store is closed: nothing is done any more.
        }
    }

    /** The timer would keep a failure to itself. */
    private static void run(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            LOG.error("something that was to be done later failed", e);
        }
    }

    @Override
    public Executor readers() {
        return readers;
    }

    @Override
    public Executor hub() {
        return hub;
    }

    /** Lets what runs come to its end, because it may be reading files that are about to be closed. */
    @Override
    public void close() {
        timer.shutdownNow();
        timer.close();
        hub.close();
        readers.close();
    }
}
