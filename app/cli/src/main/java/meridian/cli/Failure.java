package meridian.cli;

/** The command could not do what it was asked; the message says why and what to do. */
final class Failure extends RuntimeException {
    Failure(String message) {
        super(message);
    }

    Failure(String message, Throwable cause) {
        super(message, cause);
    }
}
