package meridian.store;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import meridian.base.Bytes;

/**
 * The newest rows of the keys used last, so that overwriting a key need not look into RocksDB first. Belongs to the
 * thread that applies, which tells it of every change: what it knows is true.
 *
 * <p>Records lie one behind the other in a ring, and the newest overwrites the oldest. What is used while it is in the
 * older half of the ring is written anew, so keys in use stay. An index of small buckets says where records begin; a
 * full bucket forgets its oldest record.
 *
 * <pre>
 * record   key length (2) | row length (2) | key | row
 * index    tag (16 bits of the hash) | position (48 bits; grows forever, the place in the ring is its remainder)
 * </pre>
 */
final class RecentRows implements AutoCloseable {
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    private static final int HEAD_LENGTH = 2 * Short.BYTES;
    private static final int BUCKET = 4;
    private static final int POSITION_BITS = 48;
    private static final long POSITION_MASK = (1L << POSITION_BITS) - 1;

    /** Of all memory, so much is for the index: enough for records of the usual size. */
    private static final int INDEX_SHARE = 4;

    /** A longer record would push out many others. */
    private static final int RECORD_SHARE_MAX = 64;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment ring;
    private final int ringLength;
    private final int recordMax;
    private final long[] index;

    /** Where the next record goes. Begins one round on, so that an empty place in the index is a record that is gone. */
    private long head;

    RecentRows(long bytes) {
        this.index = new long[Math.max(BUCKET, Integer.highestOneBit((int) (bytes / INDEX_SHARE / Long.BYTES)))];
        this.ringLength = (int) Math.min(bytes - bytes / INDEX_SHARE, Integer.MAX_VALUE);
        this.recordMax = Math.min(ringLength / RECORD_SHARE_MAX, Short.MAX_VALUE);
        this.ring = arena.allocate(ringLength);
        this.head = ringLength;
    }

    /** The row of the key, or nothing when it is not known here. */
    Optional<byte[]> get(Bytes key) {
        int place = find(key);
        if (place < 0) {
            return Optional.empty();
        }
        long position = index[place] & POSITION_MASK;
        byte[] row = row(at(position));
        if (head - position > ringLength / 2) {
            append(place, key, row);
        }
        return Optional.of(row);
    }

    /** The key has this row now. */
    void put(Bytes key, byte[] row) {
        int place = find(key);
        if (HEAD_LENGTH + key.length() + row.length > recordMax) {
            forget(place);
        } else if (place < 0) {
            append(freePlace(key), key, row);
        } else {
            replace(place, key, row);
        }
    }

    /** The key has no row any more. */
    void remove(Bytes key) {
        forget(find(key));
    }

    private void forget(int place) {
        if (place >= 0) {
            index[place] = 0;
        }
    }

    private void replace(int place, Bytes key, byte[] row) {
        int at = at(index[place] & POSITION_MASK);
        if (rowLength(at) == row.length) {
            MemorySegment.copy(row, 0, ring, BYTE, at + HEAD_LENGTH + key.length(), row.length);
        } else {
            append(place, key, row);
        }
    }

    private void append(int place, Bytes key, byte[] row) {
        int length = HEAD_LENGTH + key.length() + row.length;
        if (at(head) + length > ringLength) {
            head += ringLength - at(head);
        }
        int at = at(head);
        ring.set(SHORT, at, (short) key.length());
        ring.set(SHORT, at + Short.BYTES, (short) row.length);
        MemorySegment.copy(key.array(), 0, ring, BYTE, at + HEAD_LENGTH, key.length());
        MemorySegment.copy(row, 0, ring, BYTE, at + HEAD_LENGTH + key.length(), row.length);
        index[place] = tag(hash(key)) | head;
        head += length;
    }

    private int at(long position) {
        return (int) (position % ringLength);
    }

    private byte[] row(int at) {
        byte[] row = new byte[rowLength(at)];
        MemorySegment.copy(ring, BYTE, at + HEAD_LENGTH + (long) keyLength(at), row, 0, row.length);
        return row;
    }

    private int keyLength(int at) {
        return ring.get(SHORT, at);
    }

    private int rowLength(int at) {
        return ring.get(SHORT, at + Short.BYTES);
    }

    /** Where the index says where the key's record lies, or a negative number. */
    private int find(Bytes key) {
        int hash = hash(key);
        int bucket = bucket(hash);
        long tag = tag(hash);
        for (int place = bucket; place < bucket + BUCKET; place++) {
            long entry = index[place];
            if ((entry & ~POSITION_MASK) == tag && isThere(entry) && holds(at(entry & POSITION_MASK), key)) {
                return place;
            }
        }
        return -1;
    }

    /** Has the record not been overwritten? */
    private boolean isThere(long entry) {
        return head - (entry & POSITION_MASK) < ringLength;
    }

    private boolean holds(int at, Bytes key) {
        int length = key.length();
        long from = at + (long) HEAD_LENGTH;
        return keyLength(at) == length
                && MemorySegment.mismatch(ring, from, from + length, MemorySegment.ofArray(key.array()), 0, length) < 0;
    }

    /** A place in the key's bucket whose record is gone, or else the one with the oldest. */
    private int freePlace(Bytes key) {
        int bucket = bucket(hash(key));
        int oldest = bucket;
        for (int place = bucket + 1; place < bucket + BUCKET; place++) {
            if ((index[place] & POSITION_MASK) < (index[oldest] & POSITION_MASK)) {
                oldest = place;
            }
        }
        return oldest;
    }

    private int bucket(int hash) {
        return (hash * BUCKET) & (index.length - 1);
    }

    private static long tag(int hash) {
        return (long) (hash >>> Short.SIZE) << POSITION_BITS;
    }

    private static int hash(Bytes key) {
        int hash = key.hashCode() * 0x9E3779B1;
        return hash ^ (hash >>> 15);
    }

    @Override
    public void close() {
        arena.close();
    }
}
