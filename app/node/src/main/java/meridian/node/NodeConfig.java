package meridian.node;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import meridian.base.Address;
import meridian.base.NodeId;
import meridian.coordination.CoordinationConfig;
import meridian.etcd.EtcdLimits;
import meridian.etcd.EtcdTimes;
import meridian.etcd.HttpLimits;
import meridian.net.LinkLimits;
import meridian.raft.RaftConfig;
import meridian.store.AccessConfig;
import meridian.store.AuditConfig;
import meridian.store.StorageConfig;
import meridian.store.StoreConfig;
import meridian.time.TimeConfig;

/** All that a node is told by its configuration file. Whoever holds one knows that it makes sense. */
public record NodeConfig(
        Self node,
        Cluster cluster,
        Peer peer,
        Client client,
        Port metrics,
        Time time,
        Store store,
        CoordinationConfig coordination,
        Access access,
        Raft raft,
        Links links,
        Log log) {

    public NodeConfig {
        Checks checks = new Checks();
        NodeId self = node.id();
        List<NodeId> ids = cluster.members().stream().map(ConfiguredMember::id).toList();
        checks.require(
                ids.isEmpty() || ids.contains(self),
                "%s: it lists %s, but not node.id '%s': add this node or correct node.id",
                Settings.CLUSTER_MEMBERS.path(),
                ids,
                self);
        checkTls(Settings.PEER_LISTEN, peer.port(), "peer.tls", checks);
        if (!client.allowInsecure()) {
            checkTls(Settings.CLIENT_LISTEN, client.port(), "client.tls", checks);
            checkTls(Settings.METRICS_LISTEN, metrics, "client.tls", checks);
        }
        checks.done();
    }

    private static void checkTls(Setting<Address> setting, Port port, String section, Checks checks) {
        checks.require(
                !port.isOpen(),
                "%s: '%s' can be reached from other machines, which demands TLS and a login: set %s.certificate, .key"
                        + " and .authorities, whose certificates clients then have to show, or listen on 127.0.0.1",
                setting.path(),
                port.listen(),
                section);
    }

    /** The ports that other machines reach without TLS and a login, because {@code client.allow-insecure} lets them. */
    List<String> openPorts() {
        return Stream.of(Map.entry(Settings.CLIENT_LISTEN, client.port()), Map.entry(Settings.METRICS_LISTEN, metrics))
                .filter(port -> port.getValue().isOpen())
                .map(port -> port.getKey().path() + " " + port.getValue().listen())
                .toList();
    }

    /** Which node this is. */
    public record Self(NodeId id, String region, String zone, Path data, Duration stopTimeout) {}

    /** @param members the nodes a new cluster starts with; empty for this node alone */
    public record Cluster(String name, List<ConfiguredMember> members) {
        public Cluster {
            members = List.copyOf(members);
        }
    }

    /** A port this node listens on. */
    public record Port(Address listen, Tls tls) {
        /** Can other machines reach it, and nobody asks them for anything? With TLS clients have to show a certificate. */
        boolean isOpen() {
            return !listen.isLoopback() && tls instanceof Tls.Off;
        }

        /** For ports that hide nothing on loopback, where there is nobody to hide from. */
        Tls tlsBeyondLoopback() {
            return listen.isLoopback() ? new Tls.Off() : tls;
        }
    }

    /** How the node talks to other nodes. */
    public record Peer(Port port, LinkLimits limits, int eventLoops) {}

    /** How it talks to clients. */
    public record Client(
            Port port, boolean allowInsecure, EtcdLimits limits, EtcdTimes times, HttpLimits http, int eventLoops) {}

    /**
     * How it knows what time it is.
     *
     * @param keyFile where the secrets are that it shares with servers and clients
     * @param authorities where the certificates are of those whose word is taken for who a server with NTS is
     */
    public record Time(TimeConfig config, Optional<Path> keyFile, Optional<Path> authorities) {}

    /** How it keeps the data. */
    public record Store(StorageConfig storage, StoreConfig limits) {}

    /** How it lets users log in, and what it takes down about them. */
    public record Access(AccessConfig logins, AuditConfig audit, boolean auditWrites) {}

    /** How it takes part in the log. */
    public record Raft(RaftConfig.Timeouts timeouts, RaftConfig.Limits limits, int appendsInFlight) {}

    /** What may be done to the links to other nodes. */
    public record Links(boolean shapingAllowed) {}

    /** How the node writes its log. */
    public record Log(LogLevel level, long fileMax, int filesKept) {}
}
