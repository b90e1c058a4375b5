package meridian.base;

import java.util.Arrays;

/** Builds a byte array from numbers and byte strings; {@link ByteReader} reads it back. */
public final class ByteWriter {
    private byte[] array;
    private int length;

    public ByteWriter(int capacity) {
        this.array = new byte[Math.max(16, capacity)];
    }

    public ByteWriter u8(int value) {
        reserve(1);
        array[length++] = (byte) value;
        return this;
    }

    public ByteWriter bool(boolean value) {
        return u8(value ? 1 : 0);
    }

    /** Eight bytes, most significant first, so that unsigned numbers sort as their bytes do. */
    public ByteWriter u64(long value) {
        reserve(Long.BYTES);
        for (int shift = 56; shift >= 0; shift -= 8) {
            array[length++] = (byte) (value >>> shift);
        }
        return this;
    }

    /** A number in one to ten bytes, short for small ones; negative ones take ten. */
    public ByteWriter varint(long value) {
        reserve(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            array[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        array[length++] = (byte) rest;
        return this;
    }

    /** The length, then the bytes. */
    public ByteWriter bytes(byte[] value) {
        varint(value.length);
        return raw(value);
    }

    public ByteWriter bytes(Bytes value) {
        return bytes(value.array());
    }

    public ByteWriter text(String value) {
        return bytes(Bytes.utf8(value));
    }

    /** The bytes without their length. */
    public ByteWriter raw(byte[] value) {
        reserve(value.length);
        System.arraycopy(value, 0, array, length, value.length);
        length += value.length;
        return this;
    }

    public int length() {
        return length;
    }

    public byte[] toArray() {
        return Arrays.copyOf(array, length);
    }

    private void reserve(int more) {
        if (array.length - length < more) {
            array = Arrays.copyOf(array, Math.max(array.length * 2, length + more));
        }
    }
}
