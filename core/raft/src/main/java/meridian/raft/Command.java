package meridian.raft;

import meridian.base.Bytes;

/**
 * One change that somebody wants to make to the state machine. The log does not look into {@code body}.
 *
 * @param session who asks: a session that the state machine opened, or {@link #NO_SESSION}
 * @param number counts the requests of a session from 1, so that a request that arrives twice is known as such
 * @param settledBelow every request of this session with a smaller number has its outcome and will not be repeated
 */
public record Command(long session, long number, long settledBelow, Bytes body) {
    /** For commands that may be applied twice without harm. */
    public static final long NO_SESSION = 0;

    public static Command sessionless(Bytes body) {
        return new Command(NO_SESSION, 0, 0, body);
    }
}
