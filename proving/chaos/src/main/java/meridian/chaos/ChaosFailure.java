package meridian.chaos;

/** The run cannot go on, or what it waited for did not come. The message says all there is to say. */
final class ChaosFailure extends RuntimeException {
    ChaosFailure(String message) {
        super(message);
    }

    ChaosFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
