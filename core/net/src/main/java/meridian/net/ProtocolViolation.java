package meridian.net;

/** A peer, or something that is none, sent what must not be sent. The connection ends; the message says why. */
final class ProtocolViolation extends RuntimeException {
    ProtocolViolation(String message) {
        // A flood of these must stay cheap, and where in the decoder one was thrown tells nobody anything.
        super(message, null, false, false);
    }
}
