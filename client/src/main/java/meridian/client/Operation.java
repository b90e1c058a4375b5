package meridian.client;

/** One of the things that a {@link Transaction} does. */
public sealed interface Operation {
    /**
     * Gives a key a value.
     *
     * @param lease the number of the lease that the key ends with, 0 for none
     */
    record Put(Bytes key, Bytes value, long lease) implements Operation {}

    /** Removes keys. */
    record Delete(KeyRange range) implements Operation {}

    /** Reads keys, in their order. */
    record Get(KeyRange range, ReadOptions options) implements Operation {}

    /** Gives a key a value. */
    static Operation put(Bytes key, Bytes value) {
        return new Put(key, value, 0);
    }

    /** Gives a key a value. */
    static Operation put(String key, String value) {
        return put(Bytes.utf8(key), Bytes.utf8(value));
    }

    /** Gives a key a value that ends with the lease. */
    static Operation put(Bytes key, Bytes value, Lease lease) {
        return new Put(key, value, lease.id());
    }

    /** Removes a key. */
    static Operation delete(String key) {
        return delete(KeyRange.key(key));
    }

    /** Removes keys. */
    static Operation delete(KeyRange range) {
        return new Delete(range);
    }

    /** Reads a key. */
    static Operation get(String key) {
        return get(KeyRange.key(key));
    }

    /** Reads keys. */
    static Operation get(KeyRange range) {
        return new Get(range, ReadOptions.DEFAULT);
    }
}
