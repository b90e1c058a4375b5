package meridian.store;

import meridian.base.Bytes;

/**
 * A condition on every key of a range. A single key that does not exist compares as version, revisions and lease 0, and
 * never holds for a value; a wider range without keys holds.
 *
 * @param number what version, revisions and lease are compared with
 * @param value what a value is compared with
 */
public record Comparison(KeyRange range, Target target, Relation relation, long number, Bytes value) {
    /** What of the key is compared. */
    public enum Target {
        VERSION,
        CREATE_REVISION,
        MOD_REVISION,
        VALUE,
        LEASE
    }

    /** How the key's number or value must relate to the given one. */
    public enum Relation {
        EQUAL,
        GREATER,
        LESS,
        NOT_EQUAL
    }
}
