package meridian.client;

import org.jspecify.annotations.Nullable;

/**
 * A call that did not do what it should. Its type says what became of it, and so what may be done about it:
 *
 * <ul>
 *   <li>{@link NotAppliedException}: nothing happened. It may be tried again.
 *   <li>{@link OutcomeUnknownException}: nobody knows whether it happened. Read before you write again.
 *   <li>{@link InvalidRequestException}, {@link AccessException}: nothing happened, and trying again does not help.
 *   <li>{@link SessionLostException}: the session that it needs has ended, and with it all that it held.
 * </ul>
 */
public abstract sealed class MeridianException extends RuntimeException
        permits NotAppliedException,
                OutcomeUnknownException,
                InvalidRequestException,
                AccessException,
                SessionLostException {
    MeridianException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** May it have happened all the same? */
    public final boolean mayHaveHappened() {
        return this instanceof OutcomeUnknownException;
    }

    /** The same, with the stack of whoever hears of it. Its own is that of a thread nobody knows. */
    abstract MeridianException again();

    final String text() {
        return String.valueOf(getMessage());
    }
}
