package meridian.store;

import meridian.base.Invariant;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/** Walks the rows of one family in order. It must be closed. */
final class Scan implements AutoCloseable {
    private final RocksIterator iterator;
    private final ReadOptions options;
    private final Slice end;
    private boolean valid;

    /**
     * Stands on the first row from {@code from} on.
     *
     * @param options taken over, closed with the scan
     * @param to where to end; empty for the family's end
     */
    Scan(RocksDB rocks, ColumnFamilyHandle family, ReadOptions options, byte[] from, byte[] to) {
        this.options = options;
        this.end = new Slice(to);
        if (to.length > 0) {
            options.setIterateUpperBound(end);
        }
        this.iterator = rocks.newIterator(family, options);
        seek(from);
    }

    /** Does it stand on a row? */
    boolean isValid() {
        return valid;
    }

    /** Goes one row on. Behind the last one native code would crash, so that is checked. */
    void next() {
        Invariant.check(valid, "a scan was moved on behind its end");
        iterator.next();
        look();
    }

    /** Goes to the first row from {@code target} on. */
    void seek(byte[] target) {
        iterator.seek(target);
        look();
    }

    /** Goes to the last row up to {@code target}. */
    void seekBack(byte[] target) {
        iterator.seekForPrev(target);
        look();
    }

    private void look() {
        valid = iterator.isValid();
        if (!valid) {
            try {
                iterator.status();
            } catch (RocksDBException e) {
                throw Database.failure("reading", e);
            }
        }
    }

    byte[] key() {
        return iterator.key();
    }

    byte[] value() {
        return iterator.value();
    }

    @Override
    public void close() {
        iterator.close();
        options.close();
        end.close();
    }
}
