package meridian.net;

/** A request without a reply. */
public final class TransportException extends RuntimeException {
    /** What is certain about the request. */
    public enum Delivery {
        /** The peer has not handled the request and never will. */
        NONE,
        /** The peer may have handled it, or may still. */
        UNKNOWN,
        /** The peer handled it and its handler failed with this exception's message. */
        FAILED
    }

    private final Delivery delivery;

    public TransportException(Delivery delivery, String message) {
        super(message);
        this.delivery = delivery;
    }

    public Delivery delivery() {
        return delivery;
    }
}
