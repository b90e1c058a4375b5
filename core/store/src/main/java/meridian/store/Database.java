package meridian.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import meridian.base.Invariant;
import org.rocksdb.Checkpoint;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Snapshot;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * One open RocksDB. Whoever uses it holds it ({@link #hold}, {@link #release}); it closes when the last one lets go,
 * because native code would crash under a reader whose database is gone.
 */
final class Database {
    private final Path folder;
    private final Tuning tuning;
    private final RocksDB rocks;
    private final List<ColumnFamilyHandle> families;
    private final int[] familyIds;
    private final long recentRowsBytes;
    private final WriteOptions withoutLog = new WriteOptions().setDisableWAL(true);
    private final AtomicInteger holders = new AtomicInteger(1);
    private final Runnable whenClosed;

    private Database(
            Path folder,
            StorageConfig config,
            Tuning tuning,
            RocksDB rocks,
            List<ColumnFamilyHandle> families,
            Runnable whenClosed) {
        this.folder = folder;
        this.tuning = tuning;
        this.rocks = rocks;
        this.families = List.copyOf(families);
        this.familyIds = families.stream().mapToInt(ColumnFamilyHandle::getID).toArray();
        this.recentRowsBytes = config.recentRowsBytes();
        this.whenClosed = whenClosed;
    }

    /**
     * Opens or creates a database; the caller holds it.
     *
     * @param whenClosed run once the files are no longer in use
     */
    static Database open(Path folder, StorageConfig config, Runnable whenClosed) {
        Tuning tuning = new Tuning(config);
        List<ColumnFamilyDescriptor> descriptors = Arrays.stream(Family.values())
                .map(family -> new ColumnFamilyDescriptor(
                        family.title().getBytes(StandardCharsets.US_ASCII), tuning.of(family)))
                .toList();
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        try {
            RocksDB rocks = RocksDB.open(tuning.database(), folder.toString(), descriptors, handles);
            return new Database(folder, config, tuning, rocks, handles, whenClosed);
        } catch (RocksDBException e) {
            tuning.close();
            throw damageOr("opening", folder, e);
        }
    }

    /** Reads one row of {@link Family#META} in a folder that nothing has open. */
    static Optional<byte[]> peek(Path folder, byte[] key) {
        try (DBOptions options = new DBOptions();
                ColumnFamilyOptions familyOptions = new ColumnFamilyOptions()) {
            List<ColumnFamilyHandle> handles = new ArrayList<>();
            try (RocksDB rocks = RocksDB.openReadOnly(
                    options,
                    folder.toString(),
                    List.of(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, familyOptions)),
                    handles)) {
                Optional<byte[]> row = Optional.ofNullable(rocks.get(key));
                handles.forEach(ColumnFamilyHandle::close);
                return row;
            }
        } catch (RocksDBException e) {
            throw failure("looking into", e);
        }
    }

    /** Does nothing and says no when it is closed already. */
    boolean hold() {
        return holders.getAndUpdate(count -> count == 0 ? 0 : count + 1) > 0;
    }

    void release() {
        int left = holders.decrementAndGet();
        Invariant.check(left >= 0, "a database was released %d times too often", -(long) left);
        if (left == 0) {
            close();
        }
    }

    private void close() {
        families.forEach(ColumnFamilyHandle::close);
        rocks.close();
        withoutLog.close();
        tuning.close();
        whenClosed.run();
    }

    Path folder() {
        return folder;
    }

    /** @param options one that reads a snapshot, or one that reads what is newest */
    Optional<byte[]> get(Family family, ReadOptions options, byte[] key) {
        try {
            return Optional.ofNullable(rocks.get(handle(family), options, key));
        } catch (RocksDBException e) {
            throw failure("reading", e);
        }
    }

    /** @param options taken over by the scan */
    Scan scan(Family family, ReadOptions options, byte[] from, byte[] to) {
        return new Scan(rocks, handle(family), options, from, to);
    }

    /** An empty memory of rows, for the one who writes. */
    RecentRows recentRows() {
        return new RecentRows(recentRowsBytes);
    }

    BatchBuilder batch(int capacity) {
        return new BatchBuilder(familyIds, capacity);
    }

    /** Writes all rows of the batch or none. They are durable after the next {@link #flush}. */
    void write(BatchBuilder builder) {
        try (WriteBatch batch = new WriteBatch(builder.toArray())) {
            rocks.write(withoutLog, batch);
        } catch (RocksDBException e) {
            throw failure("writing", e);
        }
    }

    Snapshot snapshot() {
        return rocks.getSnapshot();
    }

    void release(Snapshot snapshot) {
        rocks.releaseSnapshot(snapshot);
        snapshot.close();
    }

    /** Writes out everything in memory, all families at the same point. Blocks; writes go on. */
    void flush() {
        try (FlushOptions options = new FlushOptions().setWaitForFlush(true).setAllowWriteStall(true)) {
            rocks.flush(options, families);
        } catch (RocksDBException e) {
            throw failure("flushing", e);
        }
    }

    /** Links all files, as they are now, into a folder that must not exist yet. */
    void checkpoint(Path target) {
        try (Checkpoint checkpoint = Checkpoint.create(rocks)) {
            checkpoint.createCheckpoint(target.toString());
        } catch (RocksDBException e) {
            throw failure("taking a checkpoint", e);
        }
    }

    /** Reads every block of every file and compares it with its checksum. */
    void verify() {
        try {
            rocks.verifyChecksum();
        } catch (RocksDBException e) {
            throw damageOr("verifying", folder, e);
        }
    }

    /** Rewrites all files without what is deleted in them. */
    void compactFiles() {
        try (CompactRangeOptions options = new CompactRangeOptions()
                .setExclusiveManualCompaction(false)
                .setBottommostLevelCompaction(CompactRangeOptions.BottommostLevelCompaction.kForceOptimized)) {
            for (ColumnFamilyHandle family : families) {
                rocks.compactRange(family, null, null, options);
            }
        } catch (RocksDBException e) {
            throw failure("compacting", e);
        }
    }

    /** Adds up a number that RocksDB knows of each family. */
    long property(String name) {
        try {
            return rocks.getAggregatedLongProperty(name);
        } catch (RocksDBException e) {
            throw failure("asking for " + name, e);
        }
    }

    /** Ends work in the background, which closing would otherwise wait for. */
    void stopBackgroundWork() {
        rocks.cancelAllBackgroundWork(true);
    }

    private ColumnFamilyHandle handle(Family family) {
        return families.get(BatchBuilder.place(family));
    }

    private static RuntimeException damageOr(String action, Path folder, RocksDBException e) {
        return isDamage(e) ? new DamagedData(folder, String.valueOf(e.getMessage())) : failure(action, e);
    }

    /**
     * Damage shows in many ways, depending on what the damaged byte meant: an unknown format, a file of a name that does
     * not exist. What the operating system refuses is no damage, but a file that should be there is.
     */
    private static boolean isDamage(RocksDBException e) {
        Status status = e.getStatus();
        return status != null
                && switch (status.getCode()) {
                    case Corruption, NotSupported, InvalidArgument, NotFound -> true;
                    case IOError -> String.valueOf(status.getState()).contains("No such file");
                    default -> false;
                };
    }

    static UncheckedIOException failure(String action, RocksDBException e) {
        return new UncheckedIOException(new IOException(action + " the store's files failed: " + e.getMessage(), e));
    }
}
