package meridian.store;

import java.util.Arrays;

/**
 * Builds a RocksDB write batch in Java memory, so that an entry with thousands of rows crosses into native code once
 * instead of once per row. The format is that of RocksDB's write-ahead log (db/write_batch.cc) and as stable as that.
 */
final class BatchBuilder {
    private static final int HEADER_LENGTH = 12;
    private static final int COUNT_OFFSET = 8;
    private static final byte DELETION = 0x4;
    private static final byte VALUE = 0x5;
    private static final byte RANGE_DELETION = 0xe;
    private static final byte[] NOTHING = {};

    private final int[] familyIds;
    private byte[] array;
    private int length = HEADER_LENGTH;
    private int count;

    /** @param familyIds RocksDB's number of each family, by its place in {@link Family} */
    BatchBuilder(int[] familyIds, int capacity) {
        this.familyIds = familyIds;
        this.array = new byte[Math.max(capacity, HEADER_LENGTH)];
    }

    void put(Family family, byte[] key, byte[] value) {
        put(family, key, value, NOTHING);
    }

    /** Puts a row whose value comes in two parts, which saves copying a user's value once more. */
    void put(Family family, byte[] key, byte[] head, byte[] tail) {
        begin(VALUE, family, key.length + head.length + tail.length);
        string(key, NOTHING);
        string(head, tail);
    }

    void delete(Family family, byte[] key) {
        begin(DELETION, family, key.length);
        string(key, NOTHING);
    }

    /** Deletes all rows from {@code from} up to but not including {@code to}. */
    void deleteRange(Family family, byte[] from, byte[] to) {
        begin(RANGE_DELETION, family, from.length + to.length);
        string(from, NOTHING);
        string(to, NOTHING);
    }

    int count() {
        return count;
    }

    byte[] toArray() {
        for (int i = 0; i < Integer.BYTES; i++) {
            array[COUNT_OFFSET + i] = (byte) (count >>> (8 * i));
        }
        return Arrays.copyOf(array, length);
    }

    private void begin(byte tag, Family family, int payload) {
        int most = payload + 1 + 3 * 5;
        if (array.length - length < most) {
            array = Arrays.copyOf(array, Math.max(array.length * 2, length + most));
        }
        array[length++] = tag;
        varint(familyIds[place(family)]);
        count++;
    }

    @SuppressWarnings("EnumOrdinal") // an index into an array that lives as long as this process
    static int place(Family family) {
        return family.ordinal();
    }

    private void string(byte[] head, byte[] tail) {
        varint(head.length + tail.length);
        System.arraycopy(head, 0, array, length, head.length);
        length += head.length;
        System.arraycopy(tail, 0, array, length, tail.length);
        length += tail.length;
    }

    private void varint(int value) {
        int rest = value;
        while ((rest & ~0x7f) != 0) {
            array[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        array[length++] = (byte) rest;
    }
}
