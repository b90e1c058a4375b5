package meridian.time.ptp;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Supplier;

/** What one packet says. Times are nanoseconds since 1970, on the scale of whoever sent them. */
sealed interface Message
        permits Message.Sync, Message.FollowUp, Message.DelayRequest, Message.DelayResponse, Announce, Management {
    int PACKET_MAX = 256;

    Header header();

    /** Writes what stands behind the header. */
    void writeBody(ByteBuffer packet);

    /** Reads a packet, from the buffer's position to its limit; nothing when it cannot be understood. */
    static Optional<Message> read(ByteBuffer packet) {
        if (!Header.isPossible(packet)) {
            return Optional.empty();
        }
        Header header = Header.read(packet);
        int body = packet.remaining();
        return switch (header.type()) {
            case Header.SYNC -> when(body >= Times.BYTES, () -> new Sync(header, Times.read(packet)));
            case Header.DELAY_REQUEST -> when(body >= Times.BYTES, () -> new DelayRequest(header));
            case Header.FOLLOW_UP -> when(body >= Times.BYTES, () -> new FollowUp(header, Times.read(packet)));
            case Header.DELAY_RESPONSE ->
                when(
                        body >= DelayResponse.BYTES,
                        () -> new DelayResponse(header, Times.read(packet), PortIdentity.read(packet)));
            case Header.ANNOUNCE -> when(body >= Announce.BYTES, () -> Announce.read(header, packet));
            case Header.MANAGEMENT -> Management.read(header, packet).map(message -> message);
            default -> Optional.empty();
        };
    }

    private static Optional<Message> when(boolean longEnough, Supplier<Message> message) {
        return longEnough ? Optional.of(message.get()) : Optional.empty();
    }

    default byte[] bytes() {
        ByteBuffer packet = ByteBuffer.allocate(PACKET_MAX).position(Header.BYTES);
        writeBody(packet);
        int length = packet.position();
        header().write(packet.position(0), length);
        byte[] bytes = new byte[length];
        packet.get(0, bytes);
        return bytes;
    }

    /** The time of a clock that tells it. A two-step clock says when this left in a message that follows. */
    record Sync(Header header, long origin) implements Message {
        @Override
        public void writeBody(ByteBuffer packet) {
            Times.write(origin, packet);
        }
    }

    record FollowUp(Header header, long origin) implements Message {
        @Override
        public void writeBody(ByteBuffer packet) {
            Times.write(origin, packet);
        }
    }

    record DelayRequest(Header header) implements Message {
        @Override
        public void writeBody(ByteBuffer packet) {
            Times.write(0, packet);
        }
    }

    /** @param received when the request came */
    record DelayResponse(Header header, long received, PortIdentity requester) implements Message {
        static final int BYTES = Times.BYTES + PortIdentity.BYTES;

        @Override
        public void writeBody(ByteBuffer packet) {
            Times.write(received, packet);
            requester.write(packet);
        }
    }
}
