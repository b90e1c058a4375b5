package meridian.store;

import java.util.Optional;
import meridian.base.Bytes;
import org.rocksdb.ReadOptions;
import org.rocksdb.Snapshot;

/** Reads the keys that are written: of one snapshot, or whatever is newest for the thread that writes. */
final class Stored implements Values, AutoCloseable {
    private final Database database;
    private final Optional<Snapshot> snapshot;
    private final Optional<RecentRows> recent;
    private final ReadOptions options;

    private Stored(Database database, Optional<Snapshot> snapshot, Optional<RecentRows> recent) {
        this.database = database;
        this.snapshot = snapshot;
        this.recent = recent;
        this.options = newOptions();
    }

    static Stored newest(Database database) {
        return new Stored(database, Optional.empty(), Optional.empty());
    }

    /** For the one thread that writes. It tells of the newest rows it {@link #wrote}. */
    static Stored writing(Database database) {
        return new Stored(database, Optional.empty(), Optional.of(database.recentRows()));
    }

    /** The state as it is now, whatever is written later. */
    static Stored frozen(Database database) {
        return new Stored(database, Optional.of(database.snapshot()), Optional.empty());
    }

    private ReadOptions newOptions() {
        ReadOptions result = new ReadOptions();
        snapshot.ifPresent(result::setSnapshot);
        return result;
    }

    Optional<byte[]> row(Family family, byte[] key) {
        return database.get(family, options, key);
    }

    Optional<Version> latest(Bytes key) {
        return recent.flatMap(rows -> rows.get(key)).or(() -> readLatest(key)).map(row -> Rows.latest(key, row));
    }

    private Optional<byte[]> readLatest(Bytes key) {
        Optional<byte[]> row = row(Family.LATEST, key.array());
        row.ifPresent(found -> recent.ifPresent(rows -> rows.put(key, found)));
        return row;
    }

    /** The newest row of the key is this one now, or none. */
    void wrote(Bytes key, Optional<byte[]> row) {
        recent.ifPresent(rows -> row.ifPresentOrElse(next -> rows.put(key, next), () -> rows.remove(key)));
    }

    /** The key as it was at a past revision. */
    Optional<Version> at(Bytes key, long revision) {
        Optional<Version> latest = latest(key);
        return latest.isPresent() && latest.get().revision() <= revision ? latest : past(key, revision);
    }

    /** As {@link #at}, for a key whose newest version is known to be newer. */
    Optional<Version> past(Bytes key, long revision) {
        try (Scan scan = scan(Family.HISTORY, Rows.historyKey(key, revision), Rows.historyBehind(key))) {
            if (!scan.isValid()) {
                return Optional.empty();
            }
            Version.Ended found = Rows.history(key, Rows.historyRevision(scan.key()), scan.value());
            return found.isSeenAt(revision) ? Optional.of(found.version()) : Optional.empty();
        }
    }

    @Override
    public KeyValue whole(Version version) {
        return version.isWhole()
                ? version.keyValue()
                : change(version.revision(), version.sequence()).keyValue();
    }

    /** A change that is known to be there. */
    Rows.Change change(long revision, int sequence) {
        return findChange(revision, sequence)
                .orElseThrow(() -> new IllegalStateException("change " + sequence + " of " + revision + " is missing"));
    }

    Optional<Rows.Change> findChange(long revision, int sequence) {
        byte[] key = Rows.changeKey(revision, sequence);
        return row(Family.CHANGES, key).map(row -> Rows.change(key, row));
    }

    KeyCursor latest(KeyRange range) {
        return new LatestCursor(latestRows(range));
    }

    KeyCursor past(KeyRange range, long revision) {
        Scan history = scan(
                Family.HISTORY,
                Rows.historyFrom(range.start()),
                range.hasEnd() ? Rows.historyFrom(range.end()) : new byte[0]);
        return new PastCursor(latestRows(range), history, revision);
    }

    private Scan latestRows(KeyRange range) {
        return scan(Family.LATEST, range.start().array(), range.end().array());
    }

    /** All rows of a family between two keys, the second one exclusive and empty for none. */
    Scan scan(Family family, byte[] from, byte[] to) {
        return database.scan(family, newOptions(), from, to);
    }

    /** A scan over much of the data, which should not push out of the cache what others use. */
    Scan sweep(Family family) {
        return database.scan(family, newOptions().setFillCache(false), new byte[0], new byte[0]);
    }

    @Override
    public void close() {
        options.close();
        recent.ifPresent(RecentRows::close);
        snapshot.ifPresent(database::release);
    }
}
