package meridian.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import meridian.net.Complaints.Cause;

/**
 * A connection to a peer that has said who it is. Lives on the link's event loop. Turns what arrives into calls of the
 * link, measures the round trip, and ends when the peer falls silent.
 */
final class Connection extends SimpleChannelInboundHandler<Message> {
    private final Link link;
    private final Channel channel;
    private final FrameDecoder decoder;
    private final Hello peer;
    private final Future<?> heartbeat;

    private String endReason = "the peer closed it";
    private long bytesCounted;
    private long bytesAtLastBeat;
    private int silentBeats;

    Connection(Link link, Channel channel, FrameDecoder decoder, Hello peer) {
        this.link = link;
        this.channel = channel;
        this.decoder = decoder;
        this.peer = peer;
        long pingNanos = link.limits().pingInterval().toNanos();
        this.heartbeat = channel.eventLoop().scheduleWithFixedDelay(this::beat, 0, pingNanos, TimeUnit.NANOSECONDS);
    }

    /** What the peer said when the connection began. */
    Hello peer() {
        return peer;
    }

    boolean isWritable() {
        return channel.isWritable();
    }

    ByteBuf buffer(int size) {
        return channel.alloc().directBuffer(size);
    }

    void write(ByteBuf frames) {
        link.traffic().sent(frames.readableBytes());
        channel.write(frames);
    }

    void flush() {
        channel.flush();
    }

    void close(String reason) {
        if (channel.isOpen()) {
            endReason = reason;
            channel.close();
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, Message message) {
        switch (message.kind()) {
            case REQUEST -> link.requested(this, message);
            case REPLY -> link.replied(message.id(), message.payload());
            case FAILURE -> link.failed(message.id(), Failure.decode(message.payload()));
            case PING -> link.answer(this, message.pong());
            case PONG -> link.traffic().measured(link.ticker().nanos() - message.id());
            case HELLO, REFUSAL -> throw new ProtocolViolation("a second handshake");
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        long total = decoder.bytesReceived();
        link.traffic().received(total - bytesCounted);
        bytesCounted = total;
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (channel.isWritable()) {
            link.wake();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        heartbeat.cancel(false);
        link.connector().lost(this, endReason);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        String reason = Failures.describe(failure);
        if (!(failure instanceof IOException)) {
            link.complain(Cause.MISBEHAVIOUR, reason);
        }
        close(reason);
    }

    /** Silence is counted in beats: a node that was stopped for a while itself has heard nothing only for one of them. */
    private void beat() {
        long received = decoder.bytesReceived();
        silentBeats = received == bytesAtLastBeat ? silentBeats + 1 : 0;
        bytesAtLastBeat = received;
        Duration silence = link.limits().pingInterval().multipliedBy(silentBeats);
        if (silence.compareTo(link.limits().silenceMax()) >= 0) {
            close("nothing arrived for " + silence.toMillis() + " ms");
        } else {
            link.answer(this, Message.ping(link.ticker().nanos()));
        }
    }
}
