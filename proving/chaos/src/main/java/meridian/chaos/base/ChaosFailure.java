package meridian.chaos.base;

/** The run cannot go on, or what it waited for did not come. The message says all there is to say. */
public final class ChaosFailure extends RuntimeException {
    public ChaosFailure(String message) {
        super(message);
    }

    public ChaosFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
