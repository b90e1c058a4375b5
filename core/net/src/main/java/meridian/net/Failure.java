package meridian.net;

import meridian.base.ByteReader;
import meridian.base.ByteWriter;
import meridian.net.TransportException.Delivery;

/** Why a request has no reply, as the peer tells it. */
record Failure(Delivery delivery, String text) {
    /** A handler's message may be as long as it likes; what crosses the wire is not. */
    private static final int TEXT_LENGTH_MAX = 4_096;

    Failure {
        text = text.length() <= TEXT_LENGTH_MAX ? text : text.substring(0, TEXT_LENGTH_MAX);
    }

    byte[] encode() {
        return new ByteWriter(text.length() + 8).u8(number(delivery)).text(text).toArray();
    }

    static Failure decode(byte[] payload) {
        ByteReader reader = new ByteReader(payload);
        return new Failure(delivery(reader.u8()), reader.text());
    }

    private static int number(Delivery delivery) {
        return switch (delivery) {
            case NONE -> 0;
            case UNKNOWN -> 1;
            case FAILED -> 2;
        };
    }

    private static Delivery delivery(int number) {
        return switch (number) {
            case 0 -> Delivery.NONE;
            case 2 -> Delivery.FAILED;
            // A number of a later version: claiming nothing is always right.
            default -> Delivery.UNKNOWN;
        };
    }
}
