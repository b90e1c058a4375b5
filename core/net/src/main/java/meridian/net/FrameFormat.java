package meridian.net;

import io.netty.buffer.ByteBuf;
import meridian.net.Service.Lane;

/**
 * How messages lie on the wire, all numbers big-endian:
 *
 * <pre>
 * first frame   int length of the rest | byte kind  | byte lane | int service | long id | int message bytes | payload
 * later frames  int length of the rest | byte PIECE | byte lane | payload
 * </pre>
 *
 * <p>The frames of a message follow each other within their lane, so a piece needs no more than its lane to be put in
 * its place; between two frames of one lane there may be frames of the other.
 */
final class FrameFormat {
    static final int LENGTH_BYTES = Integer.BYTES;
    static final int HEAD_BYTES = LENGTH_BYTES + 2 + Integer.BYTES + Long.BYTES + Integer.BYTES;
    static final int PIECE_HEAD_BYTES = LENGTH_BYTES + 2;
    static final int PIECE_KIND = 8;

    /** Payload of one frame: what an urgent message may have to wait for. */
    static final int PIECE_BYTES_MAX = 64 * 1024;

    private FrameFormat() {}

    /**
     * Writes the next frame of a message.
     *
     * @param from how many bytes of the payload went before; negative if not even the first frame did
     * @return how many bytes of the payload this frame took
     */
    static int write(Message message, int from, ByteBuf out) {
        int start = Math.max(0, from);
        int size = Math.min(PIECE_BYTES_MAX, message.payload().length - start);
        if (from < 0) {
            writeHead(message, size, out);
        } else {
            out.writeInt(PIECE_HEAD_BYTES - LENGTH_BYTES + size);
            out.writeByte(PIECE_KIND);
            out.writeByte(number(message.lane()));
        }
        out.writeBytes(message.payload(), start, size);
        return size;
    }

    /** A message of one frame, alone. */
    static void writeWhole(Message message, ByteBuf out) {
        write(message, -1, out);
    }

    static int number(Lane lane) {
        return switch (lane) {
            case URGENT -> 0;
            case BULK -> 1;
        };
    }

    static Lane lane(int number) {
        return switch (number) {
            case 0 -> Lane.URGENT;
            case 1 -> Lane.BULK;
            default -> throw new ProtocolViolation("a frame in the unknown lane " + number);
        };
    }

    private static void writeHead(Message message, int size, ByteBuf out) {
        out.writeInt(HEAD_BYTES - LENGTH_BYTES + size);
        out.writeByte(message.kind().number());
        out.writeByte(number(message.lane()));
        out.writeInt(message.service());
        out.writeLong(message.id());
        out.writeInt(message.payload().length);
    }
}
