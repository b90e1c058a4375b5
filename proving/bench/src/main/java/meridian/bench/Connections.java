package meridian.bench;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import meridian.base.Address;

/**
 * The gRPC connections of the load generator. Answers are handled on the event loops themselves: hand-offs to other
 * threads would take processor time away from the nodes on the same machine.
 */
final class Connections implements AutoCloseable {
    private static final int EVENT_LOOPS = 2;
    private static final int CLIENTS_PER_CONNECTION = 100;
    private static final int MESSAGE_BYTES_MAX = 64 << 20;
    private static final Duration CLOSE_WAIT_MAX = Duration.ofSeconds(5);

    private final MultiThreadIoEventLoopGroup eventLoops =
            new MultiThreadIoEventLoopGroup(EVENT_LOOPS, NioIoHandler.newFactory());
    private final List<ManagedChannel> channels = new ArrayList<>();

    /** Opens as many connections per endpoint as this number of clients needs. */
    Connections(List<Address> endpoints, int clients) {
        int perEndpoint = Math.ceilDiv(clients, endpoints.size() * CLIENTS_PER_CONNECTION);
        for (int i = 0; i < perEndpoint; i++) {
            endpoints.forEach(endpoint -> channels.add(channel(endpoint)));
        }
    }

    /** The connection of a client: neighbours use different endpoints. */
    Channel of(int client) {
        return channels.get(client % channels.size());
    }

    /** Tries again at once what could not be connected, instead of after gRPC's pause of a second and more. */
    void retryNow() {
        channels.forEach(ManagedChannel::resetConnectBackoff);
    }

    @Override
    public void close() {
        channels.forEach(ManagedChannel::shutdownNow);
        eventLoops
                .shutdownGracefully(0, CLOSE_WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(CLOSE_WAIT_MAX.toMillis());
    }

    private ManagedChannel channel(Address endpoint) {
        return NettyChannelBuilder.forAddress(new InetSocketAddress(endpoint.host(), endpoint.port()))
                .eventLoopGroup(eventLoops)
                .channelType(NioSocketChannel.class)
                .directExecutor()
                .maxInboundMessageSize(MESSAGE_BYTES_MAX)
                .usePlaintext()
                .build();
    }
}
