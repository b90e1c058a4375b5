package meridian.store;

/**
 * What to read.
 *
 * @param revision the revision to read at, or 0 for the newest
 * @param limit how many keys to return at most, or 0 for all; the count in the result ignores it
 * @param minMod leave out keys with a smaller modification revision; 0 for no such bound, as in the next three
 * @param serializable read what this node has applied, without asking the leader
 */
public record RangeQuery(
        KeyRange range,
        long revision,
        long limit,
        SortTarget sortTarget,
        SortOrder sortOrder,
        boolean keysOnly,
        boolean countOnly,
        long minMod,
        long maxMod,
        long minCreate,
        long maxCreate,
        boolean serializable) {
    /** What to sort by. */
    public enum SortTarget {
        KEY,
        VERSION,
        CREATE_REVISION,
        MOD_REVISION,
        VALUE
    }

    /** Which way. {@code NONE} by another target than the key means ascending, by key means the store's own order. */
    public enum SortOrder {
        NONE,
        ASCENDING,
        DESCENDING
    }

    /** The newest state of a range, everything of it. */
    public static RangeQuery of(KeyRange range) {
        return new RangeQuery(range, 0, 0, SortTarget.KEY, SortOrder.NONE, false, false, 0, 0, 0, 0, false);
    }

    public RangeQuery withLimit(long newLimit) {
        return new RangeQuery(
                range,
                revision,
                newLimit,
                sortTarget,
                sortOrder,
                keysOnly,
                countOnly,
                minMod,
                maxMod,
                minCreate,
                maxCreate,
                serializable);
    }

    public RangeQuery at(long newRevision) {
        return new RangeQuery(
                range,
                newRevision,
                limit,
                sortTarget,
                sortOrder,
                keysOnly,
                countOnly,
                minMod,
                maxMod,
                minCreate,
                maxCreate,
                serializable);
    }

    public RangeQuery asSerializable() {
        return new RangeQuery(
                range,
                revision,
                limit,
                sortTarget,
                sortOrder,
                keysOnly,
                countOnly,
                minMod,
                maxMod,
                minCreate,
                maxCreate,
                true);
    }
}
