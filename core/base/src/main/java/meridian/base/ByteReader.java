package meridian.base;

import java.util.Arrays;

/** Reads what {@link ByteWriter} wrote. Input that ends early or makes no sense throws {@link Malformed}. */
public final class ByteReader {
    private final byte[] array;
    private final int end;
    private int position;

    public ByteReader(byte[] array) {
        this(array, 0, array.length);
    }

    public ByteReader(byte[] array, int from, int end) {
        this.array = array;
        this.position = from;
        this.end = end;
    }

    public int u8() {
        need(1);
        return array[position++] & 0xff;
    }

    public boolean bool() {
        return u8() != 0;
    }

    public long u64() {
        need(Long.BYTES);
        long value = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            value = value << 8 | (array[position++] & 0xff);
        }
        return value;
    }

    public long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = u8();
            value |= (long) (next & 0x7f) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw new Malformed("a number of more than ten bytes at " + position);
    }

    /** A number that counts bytes or items that are still to come, so it cannot exceed what is left. */
    public int count() {
        long value = varint();
        if (value < 0 || value > end - position) {
            throw new Malformed("a count of " + value + " with " + (end - position) + " bytes left");
        }
        return (int) value;
    }

    public byte[] byteArray() {
        int length = count();
        position += length;
        return Arrays.copyOfRange(array, position - length, position);
    }

    public Bytes bytes() {
        return Bytes.wrap(byteArray());
    }

    public String text() {
        return bytes().toUtf8();
    }

    public boolean hasMore() {
        return position < end;
    }

    public int position() {
        return position;
    }

    private void need(int length) {
        if (end - position < length) {
            throw new Malformed("ends after " + end + " bytes where " + length + " more were expected");
        }
    }

    /** The bytes are not what they should be. */
    public static final class Malformed extends RuntimeException {
        public Malformed(String message) {
            super("malformed data: " + message);
        }
    }
}
