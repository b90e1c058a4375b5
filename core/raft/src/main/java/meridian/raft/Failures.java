package meridian.raft;

import java.util.concurrent.CompletionException;

/** What failed futures carry. */
final class Failures {
    private Failures() {}

    /** What went wrong, without the wrapping that futures add. */
    static Throwable cause(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    static String message(Throwable failure) {
        Throwable cause = cause(failure);
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }
}
