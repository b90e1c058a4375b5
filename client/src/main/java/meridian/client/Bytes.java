package meridian.client;

import com.google.protobuf.ByteString;
import java.util.HexFormat;
import java.util.Objects;

/** Bytes that never change: names, keys and values. They are ordered as the store orders its keys, byte by byte. */
public final class Bytes implements Comparable<Bytes> {
    private static final Bytes EMPTY = new Bytes(ByteString.EMPTY);

    private final ByteString wire;

    private Bytes(ByteString wire) {
        this.wire = wire;
    }

    /** A copy of the array. */
    public static Bytes of(byte... bytes) {
        return new Bytes(ByteString.copyFrom(bytes));
    }

    /** The text in UTF-8. */
    public static Bytes utf8(String text) {
        return new Bytes(ByteString.copyFromUtf8(text));
    }

    /** No bytes at all. */
    public static Bytes empty() {
        return EMPTY;
    }

    static Bytes of(ByteString wire) {
        return new Bytes(wire);
    }

    ByteString wire() {
        return wire;
    }

    /** How many there are. */
    public int length() {
        return wire.size();
    }

    /** Are there none? */
    public boolean isEmpty() {
        return wire.isEmpty();
    }

    /** Is this how these bytes begin? */
    public boolean startsWith(Bytes prefix) {
        return wire.startsWith(prefix.wire);
    }

    /** A copy, the caller's own. */
    public byte[] toByteArray() {
        return wire.toByteArray();
    }

    /** The text that the bytes are in UTF-8. What is not UTF-8 becomes U+FFFD. */
    public String utf8() {
        return wire.toStringUtf8();
    }

    @Override
    public int compareTo(Bytes other) {
        return Objects.compare(wire, other.wire, ByteString.unsignedLexicographicalComparator());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes bytes && wire.equals(bytes.wire);
    }

    @Override
    public int hashCode() {
        return wire.hashCode();
    }

    /** For people: the text, if it is UTF-8. */
    @Override
    public String toString() {
        return wire.isValidUtf8() ? wire.toStringUtf8() : HexFormat.of().formatHex(wire.toByteArray());
    }
}
