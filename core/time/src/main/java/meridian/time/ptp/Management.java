package meridian.time.ptp;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A question about a port, or an answer to one.
 *
 * @param target whose business it is
 * @param hops how many clocks between may pass it on
 * @param id what is asked about
 */
record Management(Header header, PortIdentity target, int hops, int action, Answer kind, int id, ByteBuffer data)
        implements Message {
    static final ByteBuffer NO_DATA = ByteBuffer.allocate(0);

    static final int GET = 0;
    static final int SET = 1;
    static final int RESPONSE = 2;
    static final int COMMAND = 3;
    static final int ACKNOWLEDGE = 4;

    private static final int TYPE_MANAGEMENT = 1;
    private static final int TYPE_ERROR = 2;
    private static final int HEAD_BYTES = PortIdentity.BYTES + 4;
    private static final int FRAME_BYTES = 4;
    private static final int ID_BYTES = 2;
    private static final int ERROR_BYTES = 8;
    private static final int ACTION_BITS = 0xf;

    /** Data, or why there is none. */
    enum Answer {
        DATA(0),
        NO_SUCH_ID(2),
        NOT_SETABLE(4);

        private final int code;

        Answer(int code) {
            this.code = code;
        }
    }

    /** Only questions are read: nobody here asks any. */
    static Optional<Management> read(Header header, ByteBuffer packet) {
        if (packet.remaining() < HEAD_BYTES + FRAME_BYTES + ID_BYTES) {
            return Optional.empty();
        }
        PortIdentity target = PortIdentity.read(packet);
        packet.get();
        int hops = Byte.toUnsignedInt(packet.get());
        int action = packet.get() & ACTION_BITS;
        packet.get();
        int type = Short.toUnsignedInt(packet.getShort());
        int length = Short.toUnsignedInt(packet.getShort());
        return type == TYPE_MANAGEMENT && length >= ID_BYTES && length <= packet.remaining()
                ? Optional.of(new Management(
                        header, target, hops, action, Answer.DATA, Short.toUnsignedInt(packet.getShort()), NO_DATA))
                : Optional.empty();
    }

    /** @param us whose answer it is */
    Management answer(PortIdentity us, Answer kind, ByteBuffer data) {
        Header ours = Header.request(Header.MANAGEMENT, header.domain(), us, header.sequence());
        int reply = action == COMMAND ? ACKNOWLEDGE : RESPONSE;
        return new Management(ours, header.source(), hops, reply, kind, id, data);
    }

    @Override
    public void writeBody(ByteBuffer packet) {
        target.write(packet);
        packet.put((byte) hops).put((byte) hops).put((byte) action).put((byte) 0);
        if (kind == Answer.DATA) {
            packet.putShort((short) TYPE_MANAGEMENT)
                    .putShort((short) (ID_BYTES + data.remaining()))
                    .putShort((short) id)
                    .put(data.duplicate());
        } else {
            packet.putShort((short) TYPE_ERROR)
                    .putShort((short) ERROR_BYTES)
                    .putShort((short) kind.code)
                    .putShort((short) id)
                    .putInt(0);
        }
    }
}
