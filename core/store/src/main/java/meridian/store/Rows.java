package meridian.store;

import java.util.Arrays;
import meridian.base.ByteReader;
import meridian.base.ByteReader.Malformed;
import meridian.base.ByteWriter;
import meridian.base.Bytes;

/** How versions and changes of keys lie in RocksDB. */
final class Rows {
    private static final int REVISION_LENGTH = Long.BYTES;
    private static final int ROW_LENGTH_USUAL = 32;

    private Rows() {}

    /** A row of {@link Family#LATEST}. */
    static byte[] latest(Version version) {
        return row(version.revision(), version);
    }

    static Version latest(Bytes key, byte[] row) {
        ByteReader reader = new ByteReader(row);
        return version(key, reader.u64(), reader);
    }

    static long latestRevision(byte[] row) {
        return new ByteReader(row).u64();
    }

    /** A row of {@link Family#HISTORY}. */
    static byte[] history(Version version, long superseded) {
        return row(superseded, version);
    }

    static Version.Ended history(Bytes key, long revision, byte[] row) {
        ByteReader reader = new ByteReader(row);
        long superseded = reader.u64();
        return new Version.Ended(version(key, revision, reader), superseded);
    }

    /** The revision that overwrote or deleted the version. */
    static long superseded(byte[] row) {
        return new ByteReader(row).u64();
    }

    private static byte[] row(long first, Version version) {
        KeyValue keyValue = version.keyValue();
        return new ByteWriter(ROW_LENGTH_USUAL)
                .u64(first)
                .u64(keyValue.createRevision())
                .varint(version.sequence())
                .varint(keyValue.version())
                .varint(keyValue.lease())
                .varint(version.valueLength())
                .toArray();
    }

    private static Version version(Bytes key, long revision, ByteReader reader) {
        long create = reader.u64();
        int sequence = (int) reader.varint();
        KeyValue keyValue = new KeyValue(key, Bytes.EMPTY, create, revision, reader.varint(), reader.varint());
        return new Version(keyValue, sequence, (int) reader.varint());
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

    /** The part of a {@link Family#CHANGES} row before the value. */
    static byte[] changeHead(Change change) {
        KeyValue keyValue = change.keyValue();
        return new ByteWriter(48 + keyValue.key().length())
                .bool(change.kind() == WatchEvent.Kind.DELETE)
                .varint(change.previousRevision())
                .varint(change.previousSequence())
                .varint(change.deadBytes())
                .varint(keyValue.createRevision())
                .varint(keyValue.version())
                .varint(keyValue.lease())
                .bytes(keyValue.key())
                .toArray();
    }

    static Change change(byte[] rowKey, byte[] row) {
        ByteReader reader = new ByteReader(row);
        WatchEvent.Kind kind = reader.bool() ? WatchEvent.Kind.DELETE : WatchEvent.Kind.PUT;
        long previousRevision = reader.varint();
        int previousSequence = (int) reader.varint();
        long deadBytes = reader.varint();
        long create = reader.varint();
        long version = reader.varint();
        long lease = reader.varint();
        Bytes key = reader.bytes();
        Bytes value = Bytes.wrap(Arrays.copyOfRange(row, reader.position(), row.length));
        KeyValue keyValue = new KeyValue(key, value, create, changeRevision(rowKey), version, lease);
        return new Change(kind, keyValue, previousRevision, previousSequence, deadBytes);
    }

    private static void putRevision(byte[] array, int offset, long revision) {
        for (int i = 0; i < REVISION_LENGTH; i++) {
            array[offset + i] = (byte) (revision >>> (56 - 8 * i));
        }
    }

    /**
     * A row of {@link Family#CHANGES}.
     *
     * @param keyValue the key after the change, as in {@link WatchEvent}
     * @param previousRevision with {@code previousSequence} where the version stands that this change ended; 0 if none
     * @param deadBytes the size of all versions ended by this change and the ones before it, since the beginning
     */
    record Change(
            WatchEvent.Kind kind, KeyValue keyValue, long previousRevision, int previousSequence, long deadBytes) {
        boolean hasPrevious() {
            return previousRevision > 0;
        }
    }
}
