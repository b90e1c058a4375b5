package meridian.net;

import meridian.net.Service.Lane;

/** One thing a node says to another, whole. On the wire it is one frame, or several if it is large. */
final class Message {
    private static final byte[] NOTHING = new byte[0];

    /** What a message is. The number goes over the wire. */
    enum Kind {
        /** Who somebody is: the first message each way. */
        HELLO(1),
        /** Why a hello was not liked: the last message. */
        REFUSAL(2),
        REQUEST(3),
        REPLY(4),
        /** In place of a reply; the payload is a {@link Failure}. */
        FAILURE(5),
        /** Asks for a pong with the same id, which is the sender's ticker reading. */
        PING(6),
        PONG(7);

        private static final Kind[] ALL = values();

        private final int number;

        Kind(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }

        static Kind numbered(int number) {
            for (Kind kind : ALL) {
                if (kind.number == number) {
                    return kind;
                }
            }
            throw new ProtocolViolation("a frame of the unknown kind " + number);
        }
    }

    private final Kind kind;
    private final Lane lane;
    private final int service;
    private final long id;
    private final byte[] payload;

    Message(Kind kind, Lane lane, int service, long id, byte[] payload) {
        this.kind = kind;
        this.lane = lane;
        this.service = service;
        this.id = id;
        this.payload = payload;
    }

    static Message handshake(Kind kind, byte[] payload) {
        return new Message(kind, Lane.URGENT, 0, 0, payload);
    }

    static Message ping(long nanos) {
        return new Message(Kind.PING, Lane.URGENT, 0, nanos, NOTHING);
    }

    Kind kind() {
        return kind;
    }

    Lane lane() {
        return lane;
    }

    int service() {
        return service;
    }

    long id() {
        return id;
    }

    byte[] payload() {
        return payload;
    }

    Message pong() {
        return new Message(Kind.PONG, Lane.URGENT, 0, id, NOTHING);
    }

    Message reply(byte[] reply) {
        return new Message(Kind.REPLY, lane, service, id, reply);
    }

    Message failure(Failure failure) {
        return new Message(Kind.FAILURE, lane, service, id, failure.encode());
    }

    /** What the message takes on the wire if it fits into one frame; near enough to count queues by. */
    int weight() {
        return FrameFormat.HEAD_BYTES + payload.length;
    }
}
