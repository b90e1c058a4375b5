package meridian.etcd;

import io.grpc.Server;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLException;
import meridian.coordination.Coordination;
import meridian.store.Store;

/**
 * Lets etcd's clients use the store: the services KV, Watch, Lease, Lock, Election, Cluster and Maintenance, and gRPC's
 * health service. It serves from {@link #start} until {@link #close}; what it serves from is the caller's and stays open.
 */
public final class EtcdFace implements AutoCloseable {
    /** The version of etcd whose API this is: what clients and operators are told. */
    public static final String ETCD_VERSION = "3.5.16";

    /** Room for what surrounds the largest request, so that a slightly larger one is still read and refused properly. */
    private static final int MESSAGE_OVERHEAD_BYTES = 512 << 10;

    /** How much a connection may send before it has to wait for us to have read it. */
    private static final int FLOW_CONTROL_WINDOW = 4 << 20;

    private final EtcdConfig config;
    private final RequestObserver observer;
    private final EventLoops loops;
    private final BlockingThreads blocking;
    private final OpenStreams streams;
    private final HealthStatusManager health;
    private final Server server;

    private EtcdFace(EtcdConfig config, Store store, Coordination coordination, RequestObserver observer) {
        // Before anything is started that would have to be stopped again: this is what fails on bad input.
        UnaryOperator<NettyServerBuilder> security = security(config.security());
        this.config = config;
        this.observer = observer;
        this.loops = new EventLoops(config.eventLoops());
        this.blocking = new BlockingThreads(config.limits());
        this.streams = new OpenStreams(config.limits().streams());
        this.health = new HealthStatusManager();
        LeaderWatch leader = new LeaderWatch(store, config.times(), streams, health);
        this.server = server(security, store, coordination, leader);
        long interval = config.times().leaderCheckInterval().toNanos();
        leader.run();
        loops.next().scheduleWithFixedDelay(leader, interval, interval, TimeUnit.NANOSECONDS);
    }

    private Server server(
            UnaryOperator<NettyServerBuilder> security, Store store, Coordination coordination, LeaderWatch leader) {
        EtcdLimits limits = config.limits();
        Identity identity = new Identity(config.cluster(), store);
        WatchReplies watchReplies = new WatchReplies(identity, leader, limits.requestBytes());
        return security.apply(builder())
                .addService(new KvService(store, identity).definition(leader))
                .addService(
                        new WatchService(store, watchReplies, config, streams, loops, blocking.watches()).definition())
                .addService(new LeaseService(store, identity, limits, streams).definition(leader))
                .addService(new LockService(store, coordination, identity, streams).definition(leader))
                .addService(new ElectionService(store, coordination, identity, streams).definition(leader))
                .addService(new ClusterService(store, identity).definition(leader))
                .addService(new MaintenanceService(
                                store, identity, config.times(), blocking.maintenance(), blocking.snapshots())
                        .definition(leader))
                .addService(health.getHealthService())
                .build();
    }

    private NettyServerBuilder builder() {
        InetSocketAddress address =
                new InetSocketAddress(config.listen().host(), config.listen().port());
        return NettyServerBuilder.forAddress(address)
                .bossEventLoopGroup(loops.group())
                .workerEventLoopGroup(loops.group())
                .channelType(loops.channel())
                .directExecutor()
                .addStreamTracerFactory(CallTracer.factory(observer))
                .flowControlWindow(FLOW_CONTROL_WINDOW)
                .maxInboundMessageSize(config.limits().requestBytes() + MESSAGE_OVERHEAD_BYTES)
                .maxConcurrentCallsPerConnection(config.limits().callsPerConnection())
                .permitKeepAliveTime(config.times().pingIntervalMin().toNanos(), TimeUnit.NANOSECONDS)
                .permitKeepAliveWithoutCalls(true);
    }

    private static UnaryOperator<NettyServerBuilder> security(EtcdSecurity security) {
        return switch (security) {
            case EtcdSecurity.PlainText _ -> UnaryOperator.identity();
            case EtcdTls tls -> {
                SslContext context = context(tls);
                yield builder -> builder.sslContext(context);
            }
        };
    }

    private static SslContext context(EtcdTls tls) {
        try {
            SslContextBuilder builder = GrpcSslContexts.forServer(
                    tls.certificate().toFile(), tls.key().toFile());
            return switch (tls.clients()) {
                case EtcdTls.Clients.Anyone _ -> builder.build();
                case EtcdTls.Clients.IssuedBy(var authorities) ->
                    builder.trustManager(authorities.toFile())
                            .clientAuth(ClientAuth.REQUIRE)
                            .build();
            };
        } catch (SSLException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "client.tls cannot be used: " + e.getMessage() + "; check that certificate and key are PEM files"
                            + " that belong together (" + tls.certificate() + ", " + tls.key() + ")",
                    e);
        }
    }

    /** Serves when it returns. Throws {@link UncheckedIOException} when the address is taken. */
    public static EtcdFace start(EtcdConfig config, Store store, Coordination coordination) {
        return start(config, store, coordination, RequestObserver.NONE);
    }

    /** As above, and tells the observer of every call. */
    public static EtcdFace start(EtcdConfig config, Store store, Coordination coordination, RequestObserver observer) {
        EtcdFace face = new EtcdFace(config, store, coordination, observer);
        try {
            face.server.start();
            return face;
        } catch (IOException e) {
            face.close();
            throw new UncheckedIOException(
                    "cannot listen on " + config.listen() + " for clients: choose another client.listen, or stop"
                            + " what listens there",
                    e);
        }
    }

    /** The port that clients connect to. */
    public int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        health.enterTerminalState();
        server.shutdown();
        streams.endAll(EtcdErrors.STOPPED);
        try {
            long patience = config.times().closingPatience().toNanos();
            if (!server.awaitTermination(patience, TimeUnit.NANOSECONDS)) {
                server.shutdownNow().awaitTermination(patience, TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        } finally {
            blocking.close();
            loops.close();
        }
    }
}
