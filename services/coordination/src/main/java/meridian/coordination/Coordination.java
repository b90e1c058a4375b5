package meridian.coordination;

import meridian.base.Bytes;
import meridian.base.Randomness;
import meridian.store.Store;

/**
 * Locks, semaphores, elections, latches, barriers and shared values on one node. They are made on demand and cost nothing
 * while nobody uses them; names are any bytes, and a name is one thing. It does not own the store; close it before the
 * store.
 */
public final class Coordination implements AutoCloseable {
    private final Threads threads;
    private final Contest contest;
    private final Cells cells;

    Coordination(Store store, CoordinationConfig config, Threads threads, Randomness randomness) {
        this.threads = threads;
        this.contest = new Contest(store, config, threads, randomness);
        this.cells = new Cells(store, config);
    }

    public static Coordination open(Store store, CoordinationConfig config, Randomness randomness) {
        return new Coordination(store, config, new LineThreads(config.threads()), randomness);
    }

    public FencedLock lock(Bytes name) {
        return new FencedLock(contest, name);
    }

    public Semaphore semaphore(Bytes name) {
        return new Semaphore(contest, name);
    }

    public Latch latch(Bytes name) {
        return new Latch(contest, cells, name);
    }

    public Barrier barrier(Bytes name) {
        return new Barrier(contest, name);
    }

    public SharedReference reference(Bytes key) {
        return new SharedReference(cells, key);
    }

    public SharedLong number(Bytes key) {
        return new SharedLong(cells, key);
    }

    public Election election(Bytes name) {
        return new Election(contest, name);
    }

    @Override
    public void close() {
        contest.close();
        threads.close();
    }
}
