package meridian.store;

import meridian.base.Bytes;

/**
 * What a role may do with a range of keys.
 *
 * @param end empty for the key alone, one zero byte for everything from the key on, as in etcd's requests
 */
public record Permission(Kind kind, Bytes key, Bytes end) {
    private static final Bytes OPEN = Bytes.wrap(new byte[1]);

    /** What the root role has, and what is shown of it. */
    public static final Permission EVERYTHING = new Permission(Kind.READ_WRITE, Bytes.EMPTY, OPEN);

    /** What may be done. */
    public enum Kind {
        READ,
        WRITE,
        READ_WRITE;

        boolean allows(Kind wanted) {
            return this == READ_WRITE || this == wanted;
        }
    }

    public KeyRange range() {
        if (end.isEmpty()) {
            return KeyRange.single(key);
        }
        return end.equals(OPEN) ? KeyRange.from(key) : new KeyRange(key, end);
    }

    /** Is it for the same keys? */
    boolean concerns(Bytes otherKey, Bytes otherEnd) {
        return key.equals(otherKey) && end.equals(otherEnd);
    }

    /** Can any key be in it? The rule is etcd's. */
    boolean isValid() {
        return !key.isEmpty() && !range().isEmpty();
    }
}
