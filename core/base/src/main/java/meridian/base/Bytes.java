package meridian.base;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** An immutable string of bytes, ordered as unsigned bytes. */
public final class Bytes implements Comparable<Bytes> {
    public static final Bytes EMPTY = new Bytes(new byte[0]);

    private final byte[] array;
    private int hash;

    private Bytes(byte[] array) {
        this.array = array;
    }

    public static Bytes copyOf(byte[] array) {
        return array.length == 0 ? EMPTY : new Bytes(array.clone());
    }

    /** Takes the array as it is, without a copy: the caller must never write to it again. */
    public static Bytes wrap(byte[] array) {
        return array.length == 0 ? EMPTY : new Bytes(array);
    }

    public static Bytes utf8(String text) {
        return wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The array itself, without a copy: the caller must never write to it. */
    public byte[] array() {
        return array;
    }

    public int length() {
        return array.length;
    }

    public boolean isEmpty() {
        return array.length == 0;
    }

    public byte at(int index) {
        return array[index];
    }

    public boolean startsWith(Bytes prefix) {
        return array.length >= prefix.array.length
                && Arrays.equals(array, 0, prefix.array.length, prefix.array, 0, prefix.array.length);
    }

    /** The least byte string that is greater than this one. */
    public Bytes successor() {
        return new Bytes(Arrays.copyOf(array, array.length + 1));
    }

    public String toUtf8() {
        return new String(array, StandardCharsets.UTF_8);
    }

    @Override
    public int compareTo(Bytes other) {
        return Arrays.compareUnsigned(array, other.array);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes bytes && Arrays.equals(array, bytes.array);
    }

    @Override
    public int hashCode() {
        int result = hash;
        if (result == 0) {
            result = Arrays.hashCode(array);
            hash = result;
        }
        return result;
    }

    /** The text if it is plain printable ASCII, else hexadecimal digits. */
    @Override
    public String toString() {
        for (byte b : array) {
            if (b < 0x20 || b == 0x7f) {
                return "0x" + HexFormat.of().formatHex(array);
            }
        }
        return new String(array, StandardCharsets.US_ASCII);
    }
}
