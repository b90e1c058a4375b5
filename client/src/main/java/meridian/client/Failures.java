package meridian.client;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import meridian.client.Attempt.Ending;
import org.jspecify.annotations.Nullable;

/** From what went wrong to what the user is told. */
final class Failures {
    private static final String LEASE_NOT_FOUND = "requested lease not found";
    private static final String LEASE_EXISTS = "lease already exists";
    private static final String LOCK_EXPIRED = "mutex: session is expired";
    private static final String SESSION_ENDED = "the session ended while it waited";
    private static final String NOT_LEADER = "election: not leader";
    private static final String NO_LEADER_ELECTED = "election: no leader";

    private Failures() {}

    /** @param attempts how often it was tried */
    record Circumstances(String request, String node, int attempts) {}

    /** @param inDoubt may an attempt, not necessarily the last one, have done something? */
    static MeridianException exception(Circumstances where, Ending.Failed<?> failure, Effect effect, boolean inDoubt) {
        String said = where.node() + " said \"" + failure.text() + "\"";
        Throwable cause = failure.status().asException();
        if (inDoubt && effect != Effect.READ) {
            return new OutcomeUnknownException(
                    where.request() + " may have happened or not: " + said + ". Read before you write again.", cause);
        }
        return switch (failure.verdict()) {
            case NOT_SENT, NOT_NOW, OPEN ->
                new NotAppliedException(
                        where.request() + " did not happen, attempts: " + where.attempts() + "; in the last one " + said
                                + ". Try again later.",
                        cause);
            case REFUSED -> new InvalidRequestException(where.request() + " was refused: " + said + ".", cause);
            case NOT_LOGGED_IN ->
                new AccessException(
                        where.request() + " needs a login: " + said + ". Give the client a user and a password, a token"
                                + " that is good, or a certificate.",
                        cause);
            case FORBIDDEN ->
                new AccessException(
                        where.request() + " is not allowed: " + said + ". Check the user and its roles.", cause);
        };
    }

    static MeridianException closed(String request, boolean inDoubt) {
        return inDoubt
                ? new OutcomeUnknownException(
                        request + " may have happened or not: the client was closed before it was known", null)
                : new NotAppliedException(request + " did not happen: the client is closed", null);
    }

    static boolean isLeaseGone(MeridianException failure) {
        return failure.text().contains(LEASE_NOT_FOUND)
                || failure.text().contains(SESSION_ENDED)
                || failure.text().contains(LOCK_EXPIRED)
                || failure.text().contains(NOT_LEADER);
    }

    /** What was refused because the session has ended is no mistake of the caller's. */
    static MeridianException lostIfSo(InvalidRequestException refusal, @Nullable Session session) {
        return isLeaseGone(refusal)
                ? new SessionLostException(session + " has ended, and with it what it waited for", refusal)
                : refusal;
    }

    static boolean isLeaseThere(MeridianException failure) {
        return failure.text().contains(LEASE_EXISTS);
    }

    static boolean isNobodyElected(MeridianException failure) {
        return failure.text().contains(NO_LEADER_ELECTED);
    }

    static Throwable unwrapped(@Nullable Throwable failure) {
        return switch (failure) {
            case null -> new IllegalStateException("there was neither an answer nor a failure");
            case CompletionException wrapped when wrapped.getCause() != null -> unwrapped(wrapped.getCause());
            case ExecutionException wrapped when wrapped.getCause() != null -> unwrapped(wrapped.getCause());
            default -> failure;
        };
    }

    /** What to throw for a failed future, with the stack of whoever waited for it. */
    static RuntimeException rethrown(Throwable failure) {
        return switch (unwrapped(failure)) {
            case MeridianException known -> known.again();
            case CancellationException cancelled -> cancelled;
            case RuntimeException other -> other;
            case Throwable other -> new IllegalStateException(other);
        };
    }
}
