package meridian.etcd;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads for what must not run on an event loop. They are of the platform's kind because what they wait for is
 * native code that reads the disk, which would hold up a virtual thread's carrier. Idle ones end.
 */
final class BlockingThreads implements AutoCloseable {
    private static final long IDLE_SECONDS = 10;
    private static final int MAINTENANCE_THREADS = 1;
    private static final int MAINTENANCE_WAITING_MAX = 8;

    private final ThreadPoolExecutor watches;
    private final ThreadPoolExecutor snapshots;
    private final ThreadPoolExecutor maintenance;

    BlockingThreads(EtcdLimits limits) {
        // Each stream has at most one task, so the limit of streams is that of the queue.
        watches = pool("etcd-watch-history", limits.blockingThreads(), new LinkedBlockingQueue<>(2 * limits.streams()));
        snapshots = pool("etcd-snapshot", limits.snapshots(), new SynchronousQueue<>());
        maintenance = pool("etcd-maintenance", MAINTENANCE_THREADS, new LinkedBlockingQueue<>(MAINTENANCE_WAITING_MAX));
    }

    private static ThreadPoolExecutor pool(String name, int threads, BlockingQueue<Runnable> queue) {
        ThreadFactory factory = Thread.ofPlatform().name(name + "-", 0).daemon().factory();
        int core = queue instanceof SynchronousQueue ? 0 : threads;
        ThreadPoolExecutor pool = new ThreadPoolExecutor(core, threads, IDLE_SECONDS, TimeUnit.SECONDS, queue, factory);
        if (core > 0) {
            pool.allowCoreThreadTimeOut(true);
        }
        return pool;
    }

    /** For watches that replay history: takes one task for each stream. */
    Executor watches() {
        return watches;
    }

    /** For snapshots: refuses what cannot start at once. */
    Executor snapshots() {
        return snapshots;
    }

    Executor maintenance() {
        return maintenance;
    }

    @Override
    public void close() {
        watches.shutdownNow();
        snapshots.shutdownNow();
        maintenance.shutdownNow();
    }
}
