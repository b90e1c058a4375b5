package meridian.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import meridian.base.Bytes;
import meridian.net.Complaints.Cause;
import meridian.net.Message.Kind;
import org.jspecify.annotations.Nullable;

/**
 * An incoming connection until it is known whose it is. Whatever is wrong with it ends it, with a logged reason, and
 * touches nobody else.
 */
final class Acceptance extends SimpleChannelInboundHandler<Message> {
    /** In characters; a refusal must fit into what a handshake may take. */
    private static final int REFUSAL_LENGTH_MAX = 300;

    private final LinkContext context;
    private final Peers peers;
    private final Channel channel;
    private final Runnable whenOver;

    private @Nullable Future<?> deadline;
    private @Nullable Hello peer;
    private boolean ended;

    /** @param whenOver runs once, when the handshake is over in whatever way */
    Acceptance(LinkContext context, Peers peers, Channel channel, Runnable whenOver) {
        this.context = context;
        this.peers = peers;
        this.channel = channel;
        this.whenOver = whenOver;
    }

    Channel channel() {
        return channel;
    }

    boolean isOpen() {
        return channel.isActive();
    }

    /** What the peer said, once it is offered to a link. */
    Hello peer() {
        return Objects.requireNonNull(peer, "a handshake was offered before its hello");
    }

    void accept(Hello self) {
        channel.writeAndFlush(Wire.encode(channel, self.encode()));
    }

    /** Tells the peer why, and closes. */
    void refuse(String reason) {
        String text = reason.length() <= REFUSAL_LENGTH_MAX ? reason : reason.substring(0, REFUSAL_LENGTH_MAX);
        Message refusal = Message.handshake(Kind.REFUSAL, Bytes.utf8(text).array());
        channel.writeAndFlush(Wire.encode(channel, refusal)).addListener(ChannelFutureListener.CLOSE);
    }

    /** What the peer wrote, fit to be logged. */
    static String refusalText(Message refusal) {
        return Bytes.wrap(refusal.payload()).toUtf8().replaceAll("\\p{Cntrl}", "?");
    }

    @Override
    public void handlerAdded(ChannelHandlerContext handler) {
        long most = context.limits().handshakeTimeout().toMillis();
        deadline = handler.executor()
                .schedule(
                        () -> end(Cause.SLOW_HANDSHAKE, "it did not finish the handshake within " + most + " ms"),
                        most,
                        TimeUnit.MILLISECONDS);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext handler) {
        if (deadline != null) {
            deadline.cancel(false);
        }
        whenOver.run();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext handler, Message message) {
        switch (message.kind()) {
            case HELLO -> hear(message);
            case REFUSAL, REQUEST, REPLY, FAILURE, PING, PONG -> throw new ProtocolViolation("it sent no hello");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext handler, Throwable failure) {
        end(Cause.BROKEN_HANDSHAKE, Failures.describe(failure));
    }

    private void hear(Message hello) {
        if (peer != null) {
            throw new ProtocolViolation("it sent a second hello");
        }
        try {
            Hello said = Hello.decode(hello.payload());
            peer = said;
            Optional<String> objection =
                    context.objectionTo(said).or(() -> context.wire().misnamed(channel, said.node()));
            if (objection.isPresent()) {
                throw new ProtocolViolation(objection.get());
            }
            peers.offered(said.node()).ifPresentOrElse(this::offer, () -> {
                throw new ProtocolViolation(
                        context.limits().peers().exceeded(context.limits().peersMax() + 1L));
            });
        } catch (ProtocolViolation e) {
            context.complaints().warn(Cause.UNWELCOME, host(channel), Failures.describe(e));
            refuse(Failures.describe(e));
        }
    }

    /** Brings the connection to the event loop of its link. The peer sends nothing until it is answered. */
    private void offer(Link link) {
        EventLoop owner = link.loop();
        if (owner.inEventLoop()) {
            link.connector().offered(this);
            return;
        }
        channel.deregister()
                .addListener(_ -> owner.register(channel).addListener(moved -> {
                    if (moved.isSuccess()) {
                        link.connector().offered(this);
                    } else {
                        channel.close();
                    }
                }));
    }

    private void end(Cause cause, String reason) {
        if (!ended) {
            ended = true;
            context.complaints().warn(cause, host(channel), reason);
            channel.close();
        }
    }

    /** Where a connection comes from, without the port that differs each time. */
    static String host(Channel channel) {
        return channel.remoteAddress() instanceof InetSocketAddress remote ? remote.getHostString() : "unknown";
    }
}
