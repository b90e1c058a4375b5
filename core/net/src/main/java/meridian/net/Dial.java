package meridian.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import meridian.base.Address;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to connect to a peer: finds the address, connects, says hello, hears hello. Tells the connector once how
 * it ended, unless the connector abandons it. Lives on the link's event loop.
 */
final class Dial extends SimpleChannelInboundHandler<Message> {
    private final Link link;
    private final LinkContext context;
    private final Hello self;

    private @Nullable Channel channel;
    private @Nullable Future<?> deadline;
    private boolean over;

    Dial(Link link, LinkContext context, Hello self) {
        this.link = link;
        this.context = context;
        this.self = self;
    }

    void start(Address target) {
        Duration most = link.limits().connectTimeout().plus(link.limits().handshakeTimeout());
        deadline = link.loop()
                .schedule(
                        () -> fail(target + " did not finish a handshake within " + most.toMillis() + " ms"),
                        most.toMillis(),
                        TimeUnit.MILLISECONDS);
        // Looking up a name blocks, and no event loop may.
        CompletableFuture.supplyAsync(
                        () -> new InetSocketAddress(target.host(), target.port()), Thread::startVirtualThread)
                .thenAcceptAsync(found -> connect(target, found), link.loop());
    }

    /** Ends the attempt without a word to the connector. */
    void abandon() {
        over = true;
        if (deadline != null) {
            deadline.cancel(false);
        }
        if (channel != null) {
            channel.close();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext handler) {
        if (!context.wire().isEncrypted()) {
            greet(handler);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext handler, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (handshake.isSuccess()) {
                greet(handler);
            } else {
                fail(Failures.describe(handshake.cause()));
            }
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext handler, Message message) {
        if (over) {
            return;
        }
        switch (message.kind()) {
            case HELLO -> hear(handler.channel(), Hello.decode(message.payload()));
            case REFUSAL -> fail("it refuses: " + Acceptance.refusalText(message));
            case REQUEST, REPLY, FAILURE, PING, PONG -> throw new ProtocolViolation("no hello");
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext handler) {
        fail("it closed the connection during the handshake");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext handler, Throwable failure) {
        fail(Failures.describe(failure));
    }

    private void connect(Address target, InetSocketAddress found) {
        if (over) {
            return;
        }
        if (found.isUnresolved()) {
            fail("the name " + target.host() + " is not known");
            return;
        }
        ChannelFuture connecting = context.wire().dial(link.loop(), found, this);
        channel = connecting.channel();
        connecting.addListener(done -> {
            if (!done.isSuccess()) {
                fail(Failures.describe(done.cause()));
            }
        });
    }

    private void greet(ChannelHandlerContext handler) {
        if (!over) {
            link.connector().shape(handler.channel());
            handler.channel().writeAndFlush(Wire.encode(handler.channel(), self.encode()));
        }
    }

    private void hear(Channel open, Hello peer) {
        Optional<String> objection = context.objectionTo(peer)
                .or(() -> stranger(peer))
                .or(() -> context.wire().misnamed(open, peer.node()));
        if (objection.isPresent()) {
            fail(objection.get());
            return;
        }
        over = true;
        if (deadline != null) {
            deadline.cancel(false);
        }
        link.connector().dialed(open, this, peer);
    }

    private Optional<String> stranger(Hello peer) {
        return peer.node().equals(link.peer())
                ? Optional.empty()
                : Optional.of("the node at this address calls itself " + peer.node());
    }

    private void fail(String reason) {
        if (!over) {
            abandon();
            link.connector().dialFailed(reason);
        }
    }
}
