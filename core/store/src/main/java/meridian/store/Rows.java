package meridian.store;

import java.util.Arrays;
import meridian.base.ByteReader;
import meridian.base.ByteReader.Malformed;
import meridian.base.ByteWriter;
import meridian.base.Bytes;

/** How versions and changes of keys lie in RocksDB. */
final class Rows {
    private static final int REVISION_LENGTH = Long.BYTES;
    private static final int HEAD_LENGTH_USUAL = 24;

    private Rows() {}

    /** The part of a {@link Family#LATEST} row before the user's value. */
    static byte[] latestHead(KeyValue keyValue) {
        return head(keyValue.modRevision(), keyValue);
    }

    static KeyValue latest(Bytes key, byte[] row, boolean withValue) {
        ByteReader reader = new ByteReader(row);
        return keyValue(key, reader.u64(), reader, row, withValue);
    }

    static long latestRevision(byte[] row) {
        return new ByteReader(row).u64();
    }

    /** The part of a {@link Family#HISTORY} row before the user's value. */
    static byte[] historyHead(KeyValue keyValue, long superseded) {
        return head(superseded, keyValue);
    }

    static Version history(Bytes key, long revision, byte[] row, boolean withValue) {
        ByteReader reader = new ByteReader(row);
        long superseded = reader.u64();
        return new Version(keyValue(key, revision, reader, row, withValue), superseded);
    }

    /** The revision that overwrote or deleted the version. */
    static long superseded(byte[] row) {
        return new ByteReader(row).u64();
    }

    private static byte[] head(long first, KeyValue keyValue) {
        return new ByteWriter(HEAD_LENGTH_USUAL)
                .u64(first)
                .u64(keyValue.createRevision())
                .varint(keyValue.version())
                .varint(keyValue.lease())
                .toArray();
    }

    private static KeyValue keyValue(Bytes key, long revision, ByteReader reader, byte[] row, boolean withValue) {
        long create = reader.u64();
        long version = reader.varint();
        long lease = reader.varint();
        Bytes value = withValue ? Bytes.wrap(Arrays.copyOfRange(row, reader.position(), row.length)) : Bytes.EMPTY;
        return new KeyValue(key, value, create, revision, version, lease);
    }

    /** All versions of a key stand together, the newest first, and keys sort as they do alone. */
    static byte[] historyKey(Bytes key, long revision) {
        byte[] escaped = historyPrefix(key);
        byte[] result = Arrays.copyOf(escaped, escaped.length + REVISION_LENGTH);
        putRevision(result, escaped.length, ~revision);
        return result;
    }

    /**
     * The key with an end mark that sorts before every longer key: a zero byte inside becomes 00 ff, the end is 00 01.
     */
    static byte[] historyPrefix(Bytes key) {
        byte[] result = escape(key, 2);
        result[result.length - 1] = 1;
        return result;
    }

    /** Behind all versions of the key and before every greater key. */
    static byte[] historyBehind(Bytes key) {
        byte[] result = escape(key, 2);
        result[result.length - 1] = 2;
        return result;
    }

    /** Where the versions of the keys from this one on begin. */
    static byte[] historyFrom(Bytes key) {
        return escape(key, 0);
    }

    private static byte[] escape(Bytes key, int room) {
        byte[] array = key.array();
        int zeros = 0;
        for (byte b : array) {
            if (b == 0) {
                zeros++;
            }
        }
        byte[] result = new byte[array.length + zeros + room];
        int next = 0;
        for (byte b : array) {
            result[next++] = b;
            if (b == 0) {
                result[next++] = (byte) 0xff;
            }
        }
        return result;
    }

    /** The user key of a row of {@link Family#HISTORY}. */
    static Bytes historyUserKey(byte[] rowKey) {
        int end = rowKey.length - REVISION_LENGTH - 2;
        if (end < 0) {
            throw new Malformed("a history key of " + rowKey.length + " bytes");
        }
        byte[] result = new byte[end];
        int length = 0;
        for (int i = 0; i < end; i++) {
            result[length++] = rowKey[i];
            if (rowKey[i] == 0) {
                i++;
            }
        }
        return Bytes.wrap(length == end ? result : Arrays.copyOf(result, length));
    }

    static long historyRevision(byte[] rowKey) {
        return ~new ByteReader(rowKey, rowKey.length - REVISION_LENGTH, rowKey.length).u64();
    }

    static byte[] changeKey(long revision, int sequence) {
        byte[] result = new byte[REVISION_LENGTH + Integer.BYTES];
        putRevision(result, 0, revision);
        for (int i = 0; i < Integer.BYTES; i++) {
            result[REVISION_LENGTH + i] = (byte) (sequence >>> (24 - 8 * i));
        }
        return result;
    }

    static long changeRevision(byte[] rowKey) {
        return new ByteReader(rowKey).u64();
    }

    static byte[] changeHead(WatchEvent.Kind kind, long previousRevision, long deadBytes) {
        return new ByteWriter(20)
                .bool(kind == WatchEvent.Kind.DELETE)
                .varint(previousRevision)
                .varint(deadBytes)
                .toArray();
    }

    static Change change(byte[] rowKey, byte[] row) {
        ByteReader reader = new ByteReader(row);
        WatchEvent.Kind kind = reader.bool() ? WatchEvent.Kind.DELETE : WatchEvent.Kind.PUT;
        long previousRevision = reader.varint();
        long deadBytes = reader.varint();
        Bytes key = Bytes.wrap(Arrays.copyOfRange(row, reader.position(), row.length));
        return new Change(changeRevision(rowKey), kind, key, previousRevision, deadBytes);
    }

    private static void putRevision(byte[] array, int offset, long revision) {
        for (int i = 0; i < REVISION_LENGTH; i++) {
            array[offset + i] = (byte) (revision >>> (56 - 8 * i));
        }
    }

    /** A version of a key and the revision that ended it. */
    record Version(KeyValue keyValue, long superseded) {
        boolean isSeenAt(long revision) {
            return keyValue.modRevision() <= revision && revision < superseded;
        }
    }

    /**
     * A row of {@link Family#CHANGES}.
     *
     * @param previousRevision where the version that this change ended stands in the history, or 0 if the key is new
     * @param deadBytes the size of all versions ended by this change and the ones before it, since the beginning: what
     *     a compaction at this revision gives back in total
     */
    record Change(long revision, WatchEvent.Kind kind, Bytes key, long previousRevision, long deadBytes) {}
}
