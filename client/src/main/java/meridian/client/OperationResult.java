package meridian.client;

/** What came of an {@link Operation}. */
public sealed interface OperationResult {
    /** The key has its value. */
    record Put() implements OperationResult {}

    /** So many keys were removed. */
    record Deleted(long count) implements OperationResult {}

    /** What was read. */
    record Got(Listing listing) implements OperationResult {}
}
