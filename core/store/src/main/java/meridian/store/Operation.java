package meridian.store;

import meridian.base.Bytes;

/** One step of a transaction. */
public sealed interface Operation {
    /**
     * @param keepValue write the value the key has already; refused if there is none
     * @param keepLease leave the key with the lease it has already; refused if there is no such key
     */
    record Put(Bytes key, Bytes value, long lease, boolean withPrevious, boolean keepValue, boolean keepLease)
            implements Operation {
        public static Put of(Bytes key, Bytes value) {
            return new Put(key, value, 0, false, false, false);
        }
    }

    record Delete(KeyRange range, boolean withPrevious) implements Operation {}

    /** Reads the state as the steps before it left it, or an older revision. */
    record Read(RangeQuery query) implements Operation {}

    record Nested(Transaction transaction) implements Operation {}
}
