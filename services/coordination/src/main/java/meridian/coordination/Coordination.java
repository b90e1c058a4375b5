package meridian.coordination;

import meridian.base.Bytes;
import meridian.store.Store;

/**
 * Locks, semaphores, elections and shared values on one node. They are made on demand and cost nothing while nobody uses them; names are any
 * bytes. It does not own the store; close it before the store.
 */
public final class Coordination implements AutoCloseable {
    private final Store store;
    private final CoordinationConfig config;
    private final Threads threads;
    private final Contest contest;

    Coordination(Store store, CoordinationConfig config, Threads threads) {
        this.store = store;
        this.config = config;
        this.threads = threads;
        this.contest = new Contest(store, config, threads);
    }

    public static Coordination open(Store store, CoordinationConfig config) {
        return new Coordination(store, config, new LineThreads(config.threads()));
    }

    public FencedLock lock(Bytes name) {
        return new FencedLock(contest, name);
    }

    /** @param permits how many sessions may hold one at a time; the same for all who use the name */
    public Semaphore semaphore(Bytes name, int permits) {
        return new Semaphore(contest, name, permits);
    }

    public SharedReference reference(Bytes key) {
        return new SharedReference(store, key);
    }

    public SharedLong number(Bytes key) {
        return new SharedLong(store, key, config.attempts());
    }

    public Election election(Bytes name) {
        return new Election(contest, store, name);
    }

    @Override
    public void close() {
        contest.close();
        threads.close();
    }
}
