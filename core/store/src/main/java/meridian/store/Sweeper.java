package meridian.store;

import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import meridian.base.Bytes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes from the files what a compaction has made unreadable: the versions that were ended before it. It works in the background in small steps, so that applying never waits for it; nothing that can be
 * read depends on how far it has come.
 */
final class Sweeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);
    private static final int STEP_CHANGES = 1_000;
    private static final long PAUSE_MILLIS = 5;
    private static final byte[] PROGRESS_KEY = {'w'};

    private final Database database;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread thread;
    private long target;
    private boolean closed;

    /** Holds the database until it is closed. */
    Sweeper(Database database, long compacted) {
        this.database = database;
        this.target = compacted;
        // A thread of its own: it spends its time in native code, which would block a virtual thread's carrier.
        this.thread = Thread.ofPlatform().daemon().name("store-sweeper").unstarted(this::run);
    }

    static Sweeper start(Database database, long compacted) {
        Sweeper sweeper = new Sweeper(database, compacted);
        sweeper.thread.start();
        return sweeper;
    }

    /** Everything before this revision that was to be removed is removed; perhaps some of that revision, too. */
    static long progress(Stored stored) {
        return stored.row(Family.META, PROGRESS_KEY).map(Rows::changeRevision).orElse(0L);
    }

    /** Everything before the revision may go. */
    void sweepBefore(long revision) {
        lock.lock();
        try {
            target = Math.max(target, revision);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try (Stored stored = Stored.newest(database)) {
            byte[] from = stored.row(Family.META, PROGRESS_KEY).orElse(new byte[0]);
            Optional<byte[]> end = awaitWork(from);
            while (end.isPresent()) {
                from = step(stored, from, end.get());
                end = awaitWork(from);
            }
        } catch (RuntimeException e) {
            LOG.error("Compacted history is no longer removed from the disk until this node restarts", e);
        }
    }

    /** Waits until there is something to remove from {@code from} on; nothing when closed. */
    private Optional<byte[]> awaitWork(byte[] from) {
        lock.lock();
        try {
            long pause = TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS);
            while (!closed && pause > 0) {
                pause = changed.awaitNanos(pause);
            }
            while (!closed && Arrays.compareUnsigned(from, Rows.changeKey(target, 0)) >= 0) {
                changed.await();
            }
            return closed ? Optional.empty() : Optional.of(Rows.changeKey(target, 0));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** Returns where to go on. */
    private byte[] step(Stored stored, byte[] from, byte[] end) {
        BatchBuilder batch = database.batch(64 * STEP_CHANGES);
        byte[] next = end;
        try (Scan scan = stored.scan(Family.CHANGES, from, end)) {
            int count = 0;
            for (; scan.isValid() && count < STEP_CHANGES; scan.next(), count++) {
                sweep(batch, scan.key(), Rows.change(scan.key(), scan.value()));
            }
            next = scan.isValid() ? scan.key() : end;
        }
        batch.put(Family.META, PROGRESS_KEY, next);
        database.write(batch);
        return next;
    }

    /** A put stays as long as its version can be read, which a later change ends; a deletion has nothing to keep. */
    private static void sweep(BatchBuilder batch, byte[] rowKey, Rows.Change change) {
        if (change.hasPrevious()) {
            Bytes key = change.keyValue().key();
            batch.delete(Family.HISTORY, Rows.historyKey(key, change.previousRevision()));
            batch.delete(Family.CHANGES, Rows.changeKey(change.previousRevision(), change.previousSequence()));
        }
        if (change.kind() == WatchEvent.Kind.DELETE) {
            batch.delete(Family.CHANGES, rowKey);
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
