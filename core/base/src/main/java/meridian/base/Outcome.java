package meridian.base;

import java.util.function.Function;

/**
 * How a write ended. There is no fourth case and no exception for any of these: whoever holds an outcome knows whether
 * trying again is safe.
 */
public sealed interface Outcome<T> {
    /** It happened, on a majority's disks. */
    record Applied<T>(T value) implements Outcome<T> {}

    /** It did not and will not happen: try again as you like. */
    record NotApplied<T>(Refusal refusal, String message) implements Outcome<T> {}

    /** It may have happened, or may still: try again only with the same request id. */
    record Unknown<T>(String message) implements Outcome<T> {}

    /** Why a write did not happen. */
    enum Refusal {
        /** Nobody leads the group right now, or nobody that can be reached. */
        NO_LEADER,
        /** The node that was asked no longer leads. */
        LEADER_CHANGED,
        /** A queue is at its limit. */
        OVERLOADED,
        /** The write is larger than a log entry may be. */
        TOO_LARGE,
        /** The session that the write belongs to is not known (any more): open a new one. */
        SESSION_EXPIRED,
        /** The node is stopping. */
        STOPPED,
        /** What was asked for makes no sense as things stand: trying again will not help. */
        INVALID
    }

    static <T> Outcome<T> applied(T value) {
        return new Applied<>(value);
    }

    static <T> Outcome<T> notApplied(Refusal refusal, String message) {
        return new NotApplied<>(refusal, message);
    }

    static <T> Outcome<T> unknown(String message) {
        return new Unknown<>(message);
    }

    default <R> Outcome<R> map(Function<? super T, ? extends R> function) {
        return switch (this) {
            case Applied<T>(T value) -> new Applied<>(function.apply(value));
            case NotApplied<T>(Refusal refusal, String message) -> new NotApplied<>(refusal, message);
            case Unknown<T>(String message) -> new Unknown<>(message);
        };
    }
}
