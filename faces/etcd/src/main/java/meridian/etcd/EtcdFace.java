package meridian.etcd;

import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.InternalNettyServerCredentials;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import meridian.coordination.Coordination;
import meridian.store.AuditTrail;
import meridian.store.Store;

/**
 * Lets etcd's clients use the store: the services KV, Watch, Lease, Lock, Election, Cluster, Maintenance and Auth,
 * Meridian's own services Coordination and Access for what etcd has nothing like, and gRPC's health service; over gRPC
 * and, on the same port, etcd's as JSON over HTTP/1.1. It serves from {@link #start} until {@link #close}; what it serves from is the caller's and
 * stays open.
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

    private EtcdFace(
            EtcdConfig config, Store store, Coordination coordination, RequestObserver observer, AuditTrail audit) {
        // Before anything is started that would have to be stopped again: this is what fails on bad input.
        Optional<TlsFiles> tls =
                switch (config.security()) {
                    case EtcdSecurity.PlainText _, EtcdSecurity.PlainTextAnywhere _ -> Optional.empty();
                    case EtcdTls files -> Optional.of(new TlsFiles(files));
                };
        this.config = config;
        this.observer = observer;
        this.loops = new EventLoops(config.eventLoops());
        this.blocking = new BlockingThreads(config.limits());
        this.streams = new OpenStreams(config.limits().streams());
        this.health = new HealthStatusManager();
        LeaderWatch leader = new LeaderWatch(store, config.times(), streams, health);
        Reception reception = new Reception(store, leader, audit, config.auditWrites());
        this.server = server(tls, store, coordination, reception);
        long interval = config.times().leaderCheckInterval().toNanos();
        leader.run();
        loops.next().scheduleWithFixedDelay(leader, interval, interval, TimeUnit.NANOSECONDS);
        tls.ifPresent(files -> loops.next().scheduleWithFixedDelay(files, 1, 1, TimeUnit.SECONDS));
    }

    private Server server(Optional<TlsFiles> tls, Store store, Coordination coordination, Reception reception) {
        EtcdLimits limits = config.limits();
        Identity identity = new Identity(config.cluster(), store);
        WatchReplies watchReplies = new WatchReplies(identity, reception.leader(), limits.requestBytes());
        List<ServerServiceDefinition> services = List.of(
                new KvService(identity).definition(reception),
                new WatchService(reception, watchReplies, config, streams, loops, blocking.watches()).definition(),
                new LeaseService(identity, limits, streams).definition(reception),
                new ClusterService(identity).definition(reception),
                new MaintenanceService(identity, config.times(), blocking.maintenance(), blocking.snapshots())
                        .definition(reception),
                new LockService(coordination, identity, streams).definition(reception),
                new ElectionService(coordination, identity, streams).definition(reception),
                new CoordinationService(coordination, streams).definition(reception),
                new AuthService(identity).definition(reception),
                new AccessService().definition(reception));
        JsonGateway gateway = new JsonGateway(
                new JsonRoutes(services), new HealthCheck(store), observer, config.http(), messageBytesMax());
        return builder(new SharedPort(tls.map(TlsFiles::context), gateway))
                .addServices(services)
                .addService(health.getHealthService())
                .build();
    }

    private int messageBytesMax() {
        return config.limits().requestBytes() + MESSAGE_OVERHEAD_BYTES;
    }

    private NettyServerBuilder builder(SharedPort port) {
        InetSocketAddress address =
                new InetSocketAddress(config.listen().host(), config.listen().port());
        return NettyServerBuilder.forAddress(address, InternalNettyServerCredentials.create(port))
                .bossEventLoopGroup(loops.group())
                .workerEventLoopGroup(loops.group())
                .channelType(loops.channel())
                .directExecutor()
                .addTransportFilter(new Peer())
                .addStreamTracerFactory(CallTracer.factory(observer))
                .flowControlWindow(FLOW_CONTROL_WINDOW)
                .maxInboundMessageSize(messageBytesMax())
                .maxConcurrentCallsPerConnection(config.limits().callsPerConnection())
                // How long a connection may take to begin is up to the port: one that speaks HTTP never shakes hands.
                .handshakeTimeout(Long.MAX_VALUE, TimeUnit.MILLISECONDS)
                .permitKeepAliveTime(config.times().pingIntervalMin().toNanos(), TimeUnit.NANOSECONDS)
                .permitKeepAliveWithoutCalls(true);
    }

    /** Serves when it returns. Throws {@link UncheckedIOException} when the address is taken. */
    public static EtcdFace start(EtcdConfig config, Store store, Coordination coordination) {
        return start(config, store, coordination, RequestObserver.NONE, AuditTrail.NONE);
    }

    /** As above, tells the observer of every call, and has taken down who did what. */
    public static EtcdFace start(
            EtcdConfig config, Store store, Coordination coordination, RequestObserver observer, AuditTrail audit) {
        EtcdFace face = new EtcdFace(config, store, coordination, observer, audit);
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

    /** All methods that are served, so that a test can see that it forgot none. */
    List<String> methods() {
        return server.getServices().stream()
                .flatMap(service -> service.getMethods().stream())
                .map(method -> method.getMethodDescriptor().getFullMethodName())
                .toList();
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
