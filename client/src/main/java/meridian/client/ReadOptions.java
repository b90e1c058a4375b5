package meridian.client;

/**
 * How to read.
 *
 * @param revision of when; 0 for now
 * @param limit how many keys at most; 0 for all of them, which have to fit into a message
 * @param keysOnly leave the values out
 * @param mayBeOld let the node answer from what it knows, without asking the others: also when there is no majority, but
 *     it may have missed the latest writes
 */
public record ReadOptions(long revision, int limit, boolean keysOnly, boolean mayBeOld) {
    /** All keys with their values, and everything that was acknowledged before the call. */
    public static final ReadOptions DEFAULT = new ReadOptions(0, 0, false, false);

    public ReadOptions {
        if (revision < 0 || limit < 0) {
            throw new IllegalArgumentException(
                    "revision is " + revision + ", limit is " + limit + ": neither may be less than 0");
        }
    }

    /** The state of this revision, which must not be compacted yet. */
    public ReadOptions at(long newRevision) {
        return new ReadOptions(newRevision, limit, keysOnly, mayBeOld);
    }

    /** So many keys at the most. */
    public ReadOptions limited(int newLimit) {
        return new ReadOptions(revision, newLimit, keysOnly, mayBeOld);
    }

    /** Without values. */
    public ReadOptions withoutValues() {
        return new ReadOptions(revision, limit, true, mayBeOld);
    }

    /** From what the node that is asked knows. */
    public ReadOptions possiblyOld() {
        return new ReadOptions(revision, limit, keysOnly, true);
    }
}
