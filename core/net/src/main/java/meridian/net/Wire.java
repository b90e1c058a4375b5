package meridian.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import meridian.base.Address;
import meridian.base.NodeId;
import org.jspecify.annotations.Nullable;

/** Everything that is a socket: event loops, options, TLS, and the pipeline up to where messages come out. */
final class Wire {
    /** What may wait below the outbox. Little, because nothing overtakes it any more. */
    private static final WriteBufferWaterMark WATER_MARKS =
            new WriteBufferWaterMark(FrameFormat.PIECE_BYTES_MAX, 2 * FrameFormat.PIECE_BYTES_MAX);

    private static final long SHUTDOWN_SECONDS_MAX = 5;

    private final LinkLimits limits;
    private final @Nullable Tls tls;
    private final Sockets sockets = Sockets.best();
    private final EventLoopGroup loops;

    Wire(TransportConfig config) {
        this.limits = config.limits();
        this.tls = switch (config.security()) {
            case TransportSecurity.PlainText _ -> null;
            case TransportTls files -> Tls.read(files);
        };
        this.loops = sockets.start(config.eventLoops(), "net-" + config.self());
    }

    boolean isEncrypted() {
        return tls != null;
    }

    /** Why the peer cannot be who it claims to be. */
    Optional<String> misnamed(Channel channel, NodeId claimed) {
        return tls == null ? Optional.empty() : tls.misnamed(channel, claimed);
    }

    EventLoop nextLoop() {
        return loops.next();
    }

    ChannelFuture dial(EventLoop loop, InetSocketAddress target, ChannelHandler handshake) {
        return new Bootstrap()
                .group(loop)
                .channel(sockets.client())
                .option(
                        ChannelOption.CONNECT_TIMEOUT_MILLIS,
                        Math.toIntExact(limits.connectTimeout().toMillis()))
                .handler(pipeline(_ -> handshake, false))
                .connect(target);
    }

    /** Listens; each connection gets a handler of its own for its handshake. */
    Channel listen(Address address, Function<Channel, ChannelHandler> handshake) {
        ChannelFuture binding = new ServerBootstrap()
                .group(loops)
                .channel(sockets.server())
                .option(ChannelOption.SO_REUSEADDR, true)
                .childHandler(pipeline(handshake, true))
                .bind(new InetSocketAddress(address.host(), address.port()))
                .awaitUninterruptibly();
        if (!binding.isSuccess()) {
            throw new UncheckedIOException(
                    "cannot listen on " + address + " (" + Failures.describe(binding.cause())
                            + "): stop what uses it, or choose another net.listen",
                    new IOException(binding.cause()));
        }
        return binding.channel();
    }

    static ByteBuf encode(Channel channel, Message message) {
        ByteBuf frame = channel.alloc().directBuffer(message.weight());
        FrameFormat.writeWhole(message, frame);
        return frame;
    }

    /** Ends the event loops after what they have to do now. Must not be called from one of them. */
    void close() {
        loops.shutdownGracefully(0, SHUTDOWN_SECONDS_MAX, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private ChannelInitializer<Channel> pipeline(Function<Channel, ChannelHandler> handshake, boolean server) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                sockets.tune(channel);
                channel.config().setWriteBufferWaterMark(WATER_MARKS);
                if (tls != null) {
                    channel.pipeline().addLast(tls.handler(channel, server, limits.handshakeTimeout()));
                }
                channel.pipeline().addLast(new FrameDecoder(limits), handshake.apply(channel));
            }
        };
    }
}
