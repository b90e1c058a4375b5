package meridian.net;

/** A peer, or something that is none, sent what must not be sent. The connection ends; the message says why. */
final class ProtocolViolation extends RuntimeException {
    ProtocolViolation(String message) {
        super(message);
    }
}
