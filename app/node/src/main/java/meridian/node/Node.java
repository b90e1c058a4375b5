package meridian.node;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import meridian.base.Address;
import meridian.coordination.Coordination;
import meridian.etcd.EtcdConfig;
import meridian.etcd.EtcdFace;
import meridian.etcd.EtcdSecurity;
import meridian.etcd.EtcdTls;
import meridian.etcd.HealthCheck;
import meridian.net.NettyTransport;
import meridian.net.TransportConfig;
import meridian.net.TransportSecurity;
import meridian.net.TransportTls;
import meridian.raft.DamagedLog;
import meridian.raft.RaftConfig;
import meridian.raft.RatisReplicator;
import meridian.store.AuditLog;
import meridian.store.DamagedData;
import meridian.store.ReplicatedStore;
import meridian.store.StoreMachine;
import meridian.time.Authorities;
import meridian.time.Secrets;
import meridian.time.SharedKeys;
import meridian.time.Timekeeper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One node: all rooms, wired, from the lowest floor up. */
final class Node implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);

    private final NodeConfig config;
    private final Ports ports;
    private final BiConsumer<String, Throwable> fatal;
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    private Node(NodeConfig config, Ports ports, BiConsumer<String, Throwable> fatal) {
        this.config = config;
        this.ports = ports;
        this.fatal = fatal;
    }

    /**
     * Starts a node in its data folder, which the caller closes after the node. A node without data may wait here for
     * the others of its cluster.
     *
     * @param fatal called when the node cannot go on, with what happened
     * @throws Refusal when it will not start
     */
    static Node start(NodeConfig config, DataFolder folder, Ports ports, BiConsumer<String, Throwable> fatal)
            throws InterruptedException {
        Node node = new Node(config, ports, fatal);
        try {
            node.open(folder);
            return node;
        } catch (DamagedData | DamagedLog e) {
            node.close();
            throw DataFolder.damaged(config.node().id(), e);
        } catch (RuntimeException | InterruptedException e) {
            node.close();
            throw e;
        }
    }

    private void open(DataFolder folder) throws InterruptedException {
        long started = ports.ticker().nanos();
        Membership membership = Membership.of(config, folder.identity().incarnation());

        Timekeeper time = keep(timekeeper());
        NettyTransport transport = keep(listening(
                Settings.PEER_LISTEN,
                config.peer().port().listen(),
                () -> NettyTransport.start(transportConfig(), ports.ticker(), ports.randomness())));
        keep(PeerClocks.compare(transport, time, ports.clock(), ports.ticker()));
        StoreMachine machine =
                keep(StoreMachine.open(folder.store(), config.store().storage(), ports.disk()));
        RatisReplicator replicator = keep(RatisReplicator.open(
                raftConfig(folder, membership), transport, machine, time.clock(), ports.ticker(), ports.disk(), fatal));
        ReplicatedStore store = keep(ReplicatedStore.open(
                machine,
                replicator,
                config.store().limits(),
                config.access().logins(),
                time.clock(),
                ports.ticker(),
                ports.randomness()));

        Coordination coordination = keep(Coordination.open(store, config.coordination(), ports.randomness()));

        Supplier<Vitals> vitals =
                () -> new Vitals(ports.ticker().since(started), store.status(), transport.links(), time.status());
        Meters meters = keep(new Meters(vitals, config.openPorts().size()));
        AuditLog audit = keep(AuditLog.open(folder.audit(), config.access().audit(), ports.disk(), time.clock()));
        keep(listening(
                Settings.CLIENT_LISTEN,
                config.client().port().listen(),
                () -> EtcdFace.start(etcdConfig(), store, coordination, meters.requests(ports.ticker()), audit)));

        Pages pages = new Pages(config, new HealthCheck(store), vitals, time::history);
        LinkPage links = new LinkPage(config.links().shapingAllowed(), transport);
        keep(HttpServer.start(
                config.metrics(),
                Map.of(
                        "GET /health", pages::health,
                        "GET /version", HttpPage.of(pages::version),
                        "GET /status", HttpPage.of(pages::status),
                        "GET /time", HttpPage.of(pages::timeHistory),
                        "GET /metrics", HttpPage.of(meters::scrape),
                        "POST /links", links)));
        config.openPorts()
                .forEach(port -> LOG.warn(
                        "{} can be reached from other machines WITHOUT TLS AND LOGIN, because client.allow-insecure is"
                                + " set: everybody on the way can read along, and while access control is off everybody"
                                + " can do everything. Configure client.tls and take the setting out",
                        port));
        LOG.info(
                "{} serves clients on {} and shows itself on {}",
                config.node().id(),
                config.client().port().listen(),
                config.metrics().listen());
    }

    private Timekeeper timekeeper() {
        try {
            return Timekeeper.open(
                    config.time().config(), secrets(), ports.clock(), ports.ticker(), ports.randomness());
        } catch (IllegalArgumentException e) {
            throw new Refusal(e.getMessage() + ". Correct the configuration.");
        } catch (UncheckedIOException e) {
            throw new Refusal(String.valueOf(e.getMessage()));
        }
    }

    private Secrets secrets() {
        NodeConfig.Time time = config.time();
        SharedKeys keys = time.keyFile()
                .map(file -> read(TimeKeys.KEY_FILE, file, Node::keys))
                .orElse(SharedKeys.none());
        Authorities authorities = time.authorities()
                .map(file -> read(TimeKeys.NTS_AUTHORITIES, file, Authorities::of))
                .orElseGet(Authorities::known);
        return new Secrets(keys, authorities);
    }

    private static SharedKeys keys(byte[] file) {
        return SharedKeys.parse(new String(file, StandardCharsets.US_ASCII));
    }

    private <T> T read(Setting<?> setting, Path file, Function<byte[], T> reader) {
        try {
            return reader.apply(ports.disk().read(file));
        } catch (UncheckedIOException e) {
            throw new Refusal(setting.path() + ": " + file + " cannot be read: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw new Refusal(setting.path() + ": " + file + ", " + e.getMessage());
        }
    }

    private TransportConfig transportConfig() {
        TransportSecurity security =
                switch (config.peer().port().tls()) {
                    case Tls.Off() -> new TransportSecurity.PlainText();
                    case Tls.On(var certificate, var key, var authorities) ->
                        new TransportTls(certificate, key, authorities);
                };
        return new TransportConfig(
                config.node().id(),
                config.cluster().name(),
                config.peer().port().listen(),
                security,
                config.peer().limits(),
                config.peer().eventLoops(),
                config.links().shapingAllowed());
    }

    private RaftConfig raftConfig(DataFolder folder, Membership membership) {
        return new RaftConfig(
                folder.raft(),
                config.cluster().name(),
                membership.self(),
                membership.founders(),
                config.raft().timeouts(),
                config.raft().limits(),
                config.raft().appendsInFlight());
    }

    private EtcdConfig etcdConfig() {
        EtcdSecurity security =
                switch (config.client().port().tls()) {
                    case Tls.Off() ->
                        config.client().allowInsecure()
                                ? new EtcdSecurity.PlainTextAnywhere()
                                : new EtcdSecurity.PlainText();
                    case Tls.On(var certificate, var key, var authorities) ->
                        new EtcdTls(certificate, key, new EtcdTls.Clients.IssuedBy(authorities));
                };
        return new EtcdConfig(
                config.client().port().listen(),
                security,
                config.cluster().name(),
                config.client().eventLoops(),
                config.client().limits(),
                config.client().times(),
                config.client().http(),
                config.access().auditWrites());
    }

    /** Most often a port cannot be had because somebody else has it, so say who. */
    private static <T> T listening(Setting<Address> setting, Address address, Supplier<T> start) {
        try {
            return start.get();
        } catch (UncheckedIOException e) {
            throw new Refusal(PortOwner.inUse(setting.path(), address));
        } catch (IllegalArgumentException e) {
            throw new Refusal(setting.section() + ": " + e.getMessage());
        }
    }

    private <T extends AutoCloseable> T keep(T part) {
        opened.push(part);
        return part;
    }

    /** Closes what was opened, the last first. One that does not close well does not keep the others from it. */
    @Override
    public void close() {
        while (!opened.isEmpty()) {
            AutoCloseable part = opened.pop();
            try {
                part.close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Exception e) {
                LOG.warn("{} did not close well", part.getClass().getSimpleName(), e);
            }
        }
    }
}
