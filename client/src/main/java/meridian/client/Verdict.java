package meridian.client;

import io.grpc.Metadata;
import io.grpc.Status;
import java.util.Set;

/** What a failed attempt means. */
enum Verdict {
    /** The node was not reached. Nothing happened. */
    NOT_SENT,
    /** Nothing happened, and another time or at another node it may. */
    NOT_NOW,
    /** Nothing happened, and it never will like this. */
    REFUSED,
    /** Nothing happened, because nobody was logged in. */
    NOT_LOGGED_IN,
    /** Nothing happened, and nothing will for whoever is logged in. */
    FORBIDDEN,
    /** Nobody knows. */
    OPEN;

    static final Metadata.Key<String> OUTCOME = Metadata.Key.of("meridian-outcome", Metadata.ASCII_STRING_MARSHALLER);

    /** Whatever etcd's servers and ours say of themselves begins like this; what gRPC says does not. */
    private static final Set<String> SERVER_WORDS =
            Set.of("etcdserver: ", "meridian: ", "auth: ", "mutex: ", "election: ");

    /** The one thing a server says when it does not know either. */
    private static final String TIMED_OUT = "etcdserver: request timed out";

    private static final String NO_LOGIN = "etcdserver: user name is empty";
    private static final String WRONG_LOGIN = "etcdserver: authentication failed";
    private static final String LOCKED_OUT = "meridian: too many failed logins";

    /** @param sent may anything of the request have left this process? */
    static Verdict of(Status status, Metadata trailers, boolean sent) {
        if (!sent) {
            return NOT_SENT;
        }
        String outcome = trailers.get(OUTCOME);
        if ("unknown".equals(outcome)) {
            return OPEN;
        }
        Verdict verdict = of(status.getCode(), String.valueOf(status.getDescription()));
        return verdict == OPEN && "not-applied".equals(outcome) ? NOT_NOW : verdict;
    }

    private static Verdict of(Status.Code code, String text) {
        if (text.startsWith(TIMED_OUT)) {
            return OPEN;
        }
        if (code == Status.Code.UNAUTHENTICATED || text.startsWith(NO_LOGIN)) {
            return NOT_LOGGED_IN;
        }
        if (code == Status.Code.PERMISSION_DENIED || text.startsWith(WRONG_LOGIN) || text.startsWith(LOCKED_OUT)) {
            return FORBIDDEN;
        }
        boolean serverSaysSo = SERVER_WORDS.stream().anyMatch(text::startsWith);
        return switch (code) {
            case UNAVAILABLE, RESOURCE_EXHAUSTED -> serverSaysSo ? NOT_NOW : OPEN;
            case INVALID_ARGUMENT, NOT_FOUND, ALREADY_EXISTS, FAILED_PRECONDITION, OUT_OF_RANGE, UNIMPLEMENTED ->
                REFUSED;
            case UNKNOWN, DATA_LOSS -> serverSaysSo ? REFUSED : OPEN;
            case INTERNAL, ABORTED, CANCELLED, DEADLINE_EXCEEDED, OK, PERMISSION_DENIED, UNAUTHENTICATED -> OPEN;
        };
    }

    boolean isCertain() {
        return this != OPEN;
    }

    /** May the same request be sent again, here or elsewhere? */
    boolean allowsRetry(Effect effect) {
        return switch (this) {
            case NOT_SENT, NOT_NOW -> true;
            case OPEN -> effect != Effect.WRITE;
            case REFUSED, NOT_LOGGED_IN, FORBIDDEN -> false;
        };
    }

    /** Is the node to be left alone for a while? */
    boolean blamesNode() {
        return this == NOT_SENT || this == NOT_NOW || this == OPEN;
    }
}
