package meridian.bench;

/** The benchmark cannot go on. The message says what happened and what to do, and is all that the user sees. */
final class BenchFailure extends RuntimeException {
    BenchFailure(String message) {
        super(message);
    }

    BenchFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
