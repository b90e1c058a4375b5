package meridian.node;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import meridian.base.Address;

/** A small HTTP server for whoever watches the node: one event loop, few connections, small requests. */
final class HttpServer implements AutoCloseable {
    private static final int REQUEST_BYTES_MAX = 64 << 10;
    private static final int CONNECTIONS_MAX = 128;
    private static final int SILENCE_SECONDS_MAX = 30;

    private final EventLoopGroup loop =
            new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("http", true), NioIoHandler.newFactory());
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final Map<String, HttpPage> pages;
    private final Consumer<SocketChannel> security;

    private HttpServer(Map<String, HttpPage> pages, Consumer<SocketChannel> security) {
        this.pages = Map.copyOf(pages);
        this.security = security;
    }

    /**
     * Listens from now on. Throws {@link Refusal} when the port cannot be had.
     *
     * @param pages what answers which request, by method and path, such as {@code GET /health}
     */
    static HttpServer start(NodeConfig.Port port, Map<String, HttpPage> pages) {
        HttpServer server = new HttpServer(pages, security(port));
        ChannelFuture bound = server.bind(port.listen()).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            server.close();
            throw new Refusal(PortOwner.inUse(Settings.METRICS_LISTEN.path(), port.listen()));
        }
        server.connections.add(bound.channel());
        return server;
    }

    /** What a new connection goes through first. */
    private static Consumer<SocketChannel> security(NodeConfig.Port port) {
        if (!(port.tlsBeyondLoopback() instanceof Tls.On tls)) {
            return _ -> {};
        }
        try {
            SslContext context = SslContextBuilder.forServer(
                            tls.certificate().toFile(), tls.key().toFile())
                    .trustManager(tls.authorities().toFile())
                    .clientAuth(ClientAuth.REQUIRE)
                    .build();
            return channel -> channel.pipeline().addLast(context.newHandler(channel.alloc()));
        } catch (SSLException | IllegalArgumentException e) {
            throw new Refusal("client.tls cannot be used: " + e.getMessage() + ": check the three files.");
        }
    }

    private ChannelFuture bind(Address address) {
        return new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        admit(channel);
                    }
                })
                .bind(new InetSocketAddress(address.host(), address.port()));
    }

    private void admit(SocketChannel channel) {
        if (connections.size() > CONNECTIONS_MAX) {
            channel.close();
            return;
        }
        connections.add(channel);
        security.accept(channel);
        channel.pipeline()
                .addLast(new ReadTimeoutHandler(SILENCE_SECONDS_MAX, TimeUnit.SECONDS))
                .addLast(new HttpServerCodec())
                .addLast(new HttpObjectAggregator(REQUEST_BYTES_MAX))
                .addLast(new HttpExchange(pages));
    }

    /** Where it listens; with port 0 in the configuration this is the port that was free. */
    Address address() {
        return connections.stream()
                .filter(channel -> channel instanceof NioServerSocketChannel)
                .map(Channel::localAddress)
                .map(InetSocketAddress.class::cast)
                .map(socket -> new Address(socket.getAddress().getHostAddress(), socket.getPort()))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        connections.close().awaitUninterruptibly();
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
