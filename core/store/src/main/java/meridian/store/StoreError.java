package meridian.store;

import meridian.base.Limit;

/** A request that the store understands and refuses; nothing was changed by it. */
public sealed interface StoreError {
    /** The revision asked for is older than the oldest one kept. */
    record Compacted(long compactedRevision) implements StoreError {}

    record FutureRevision(long asked, long current) implements StoreError {}

    record LeaseNotFound(long lease) implements StoreError {}

    record LeaseExists(long lease) implements StoreError {}

    record LeaseTooLong(long seconds, long max) implements StoreError {}

    /** A put that keeps value or lease found no key. */
    record KeyNotFound() implements StoreError {}

    /** One transaction writes a key twice. */
    record DuplicateKey() implements StoreError {}

    record EmptyKey() implements StoreError {}

    record TooManyOperations(long count, long max) implements StoreError {}

    record TooLarge(long bytes, long max) implements StoreError {}

    /** The space is at its quota: only deletes and compactions go through. */
    record NoSpace(long used, long quota) implements StoreError {}

    /** This node has too much to do of this kind; trying again later may help. */
    record TooManyRequests(Limit limit) implements StoreError {}

    /** The replicas were found to differ; the group does not accept writes. */
    record Corrupt() implements StoreError {}

    /** It is not for this caller, or it is a change of users and roles that makes no sense. */
    record AccessRefused(AccessProblem problem) implements StoreError {}
}
