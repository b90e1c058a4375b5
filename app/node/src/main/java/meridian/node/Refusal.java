package meridian.node;

/** A node that will not start, with a message for its operator that says why and what to do. */
public final class Refusal extends RuntimeException {
    public Refusal(String message) {
        super(message);
    }
}
