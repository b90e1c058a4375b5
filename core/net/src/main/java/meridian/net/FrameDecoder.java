package meridian.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import meridian.net.Message.Kind;
import meridian.net.Service.Lane;
import org.jspecify.annotations.Nullable;

/**
 * Puts messages together from frames. A payload is copied to where it belongs as it arrives, so that no more is held
 * than one unfinished message per lane. Before the handshake is over only small handshake messages are let in.
 */
final class FrameDecoder extends ByteToMessageDecoder {
    static final int HANDSHAKE_BYTES_MAX = 1_024;

    private static final int FRAME_LENGTH_MAX =
            FrameFormat.HEAD_BYTES - FrameFormat.LENGTH_BYTES + FrameFormat.PIECE_BYTES_MAX;

    private final LinkLimits limits;
    private final @Nullable Assembly[] assemblies = new @Nullable Assembly[Lane.values().length];

    private boolean handshaking = true;
    private @Nullable Assembly filling;
    private int frameBytesLeft;
    private long bytesReceived;

    FrameDecoder(LinkLimits limits) {
        this.limits = limits;
    }

    /** The peer is known from here on: lets in every kind of message. */
    void handshakeOver() {
        handshaking = false;
    }

    long bytesReceived() {
        return bytesReceived;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object input) throws Exception {
        if (input instanceof ByteBuf bytes) {
            bytesReceived += bytes.readableBytes();
        }
        super.channelRead(context, input);
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (filling == null && !readHead(in)) {
            return;
        }
        Assembly assembly = filling;
        if (assembly == null) {
            return;
        }
        frameBytesLeft -= assembly.take(in, frameBytesLeft);
        if (frameBytesLeft == 0) {
            filling = null;
            if (assembly.isComplete()) {
                assemblies[FrameFormat.number(assembly.lane)] = null;
                out.add(assembly.message());
            }
        }
    }

    /** Reads what stands before a frame's payload, or nothing if it has not all arrived. */
    private boolean readHead(ByteBuf in) {
        if (in.readableBytes() < FrameFormat.PIECE_HEAD_BYTES) {
            return false;
        }
        int length = in.getInt(in.readerIndex());
        int kind = in.getUnsignedByte(in.readerIndex() + FrameFormat.LENGTH_BYTES);
        int head = kind == FrameFormat.PIECE_KIND ? FrameFormat.PIECE_HEAD_BYTES : FrameFormat.HEAD_BYTES;
        if (length < head - FrameFormat.LENGTH_BYTES || length > FRAME_LENGTH_MAX) {
            throw new ProtocolViolation("what looks like a frame of " + Integer.toUnsignedString(length)
                    + " bytes, where at most " + FRAME_LENGTH_MAX + " are possible");
        }
        if (in.readableBytes() < head) {
            return false;
        }
        in.skipBytes(FrameFormat.LENGTH_BYTES + 1);
        Lane lane = FrameFormat.lane(in.readUnsignedByte());
        filling = kind == FrameFormat.PIECE_KIND ? continued(lane) : begun(Kind.numbered(kind), lane, in);
        frameBytesLeft = length - (head - FrameFormat.LENGTH_BYTES);
        if (frameBytesLeft > filling.missing()) {
            throw new ProtocolViolation(
                    "a frame with " + frameBytesLeft + " bytes of a message that lacks " + filling.missing());
        }
        return true;
    }

    private Assembly continued(Lane lane) {
        Assembly assembly = assemblies[FrameFormat.number(lane)];
        if (assembly == null) {
            throw new ProtocolViolation("a piece of a message that has not begun");
        }
        return assembly;
    }

    private Assembly begun(Kind kind, Lane lane, ByteBuf in) {
        int service = in.readInt();
        long id = in.readLong();
        int size = in.readInt();
        checkPermitted(kind, size);
        if (assemblies[FrameFormat.number(lane)] != null) {
            throw new ProtocolViolation("a new message before the last one of its lane was complete");
        }
        Assembly assembly = new Assembly(kind, lane, service, id, new byte[size]);
        assemblies[FrameFormat.number(lane)] = assembly;
        return assembly;
    }

    private void checkPermitted(Kind kind, int size) {
        boolean belongsToHandshake = kind == Kind.HELLO || kind == Kind.REFUSAL;
        if (belongsToHandshake != handshaking) {
            throw new ProtocolViolation("a " + kind + (handshaking ? " before" : " after") + " the handshake");
        }
        if (handshaking && (size < 0 || size > HANDSHAKE_BYTES_MAX)) {
            throw new ProtocolViolation("a " + kind + " of " + Integer.toUnsignedString(size) + " bytes, where at most "
                    + HANDSHAKE_BYTES_MAX + " are possible");
        }
        if (size < 0 || size > limits.messageBytesMax()) {
            throw new ProtocolViolation(limits.messageBytes().exceeded(Integer.toUnsignedLong(size)));
        }
    }

    /** A message that is still arriving. */
    private static final class Assembly {
        final Lane lane;
        private final Kind kind;
        private final int service;
        private final long id;
        private final byte[] payload;
        private int filled;

        Assembly(Kind kind, Lane lane, int service, long id, byte[] payload) {
            this.kind = kind;
            this.lane = lane;
            this.service = service;
            this.id = id;
            this.payload = payload;
        }

        int missing() {
            return payload.length - filled;
        }

        boolean isComplete() {
            return filled == payload.length;
        }

        int take(ByteBuf in, int most) {
            int size = Math.min(in.readableBytes(), most);
            in.readBytes(payload, filled, size);
            filled += size;
            return size;
        }

        Message message() {
            return new Message(kind, lane, service, id, payload);
        }
    }
}
