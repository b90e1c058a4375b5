package meridian.client;

import com.google.protobuf.ByteString;

/** Keys that lie next to each other. */
public final class KeyRange {
    private static final ByteString FROM_HERE_ON = ByteString.copyFrom(new byte[1]);

    private final ByteString start;
    private final ByteString end;

    private KeyRange(ByteString start, ByteString end) {
        this.start = start;
        this.end = end;
    }

    /** This key and no other. */
    public static KeyRange key(Bytes key) {
        return new KeyRange(requireSome(key), ByteString.EMPTY);
    }

    /** This key and no other. */
    public static KeyRange key(String key) {
        return key(Bytes.utf8(key));
    }

    /** All keys that begin with this. */
    public static KeyRange prefix(Bytes prefix) {
        return prefix.isEmpty() ? all() : new KeyRange(prefix.wire(), behind(prefix.wire()));
    }

    /** All keys that begin with this. */
    public static KeyRange prefix(String prefix) {
        return prefix(Bytes.utf8(prefix));
    }

    /** All keys from the first on, up to the last, which is not one of them. */
    public static KeyRange between(Bytes first, Bytes last) {
        if (requireSome(first).size() == 0 || first.compareTo(last) >= 0) {
            throw new IllegalArgumentException("no key lies from " + first + " to before " + last);
        }
        return new KeyRange(first.wire(), last.wire());
    }

    /** All keys there are. */
    public static KeyRange all() {
        return new KeyRange(FROM_HERE_ON, FROM_HERE_ON);
    }

    /** The first key behind all that begin with the prefix; of those that are 0xFF throughout, there is none. */
    private static ByteString behind(ByteString prefix) {
        for (int last = prefix.size() - 1; last >= 0; last--) {
            if (prefix.byteAt(last) != (byte) 0xFF) {
                byte[] end = prefix.substring(0, last + 1).toByteArray();
                end[last]++;
                return ByteString.copyFrom(end);
            }
        }
        return FROM_HERE_ON;
    }

    private static ByteString requireSome(Bytes key) {
        if (key.isEmpty()) {
            throw new IllegalArgumentException("a key is empty: it needs at least one byte");
        }
        return key.wire();
    }

    ByteString start() {
        return start;
    }

    /** As the protocol has it: none for a single key, a zero byte for no end. */
    ByteString end() {
        return end;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyRange range && start.equals(range.start) && end.equals(range.end);
    }

    @Override
    public int hashCode() {
        return 31 * start.hashCode() + end.hashCode();
    }

    @Override
    public String toString() {
        return end.isEmpty() ? Bytes.of(start).toString() : "[" + Bytes.of(start) + ", " + Bytes.of(end) + ")";
    }
}
