package meridian.chaos.load;

/** What a client learns. */
public sealed interface Reply<T> {
    /** @param revision the write's own, or that of the newest write which the answer knows */
    record Answered<T>(T answer, long revision) implements Reply<T> {}

    /** It certainly did not happen. */
    record Never<T>(String reason) implements Reply<T> {}

    record Unknown<T>(String reason) implements Reply<T> {}
}
