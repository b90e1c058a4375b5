package meridian.store;

/**
 * What the state machine says to one command.
 *
 * @param <T> what the command is answered with when it was done
 */
sealed interface Answer<T> {
    record Given<T>(Reply<T> reply) implements Answer<T> {}

    /** The session is not known (any more), or has settled the number: the command was not done by this attempt. */
    record SessionExpired<T>() implements Answer<T> {}

    /** An earlier attempt was done, but its result was too large to be kept for a repetition. */
    record Forgotten<T>() implements Answer<T> {}

    /** The command makes no sense; nothing was done. */
    record Malformed<T>(String reason) implements Answer<T> {}
}
