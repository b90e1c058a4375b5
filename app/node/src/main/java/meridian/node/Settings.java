package meridian.node;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import meridian.base.Address;
import meridian.base.NodeId;

/** Every key of the configuration file: the one place that says what exists, what it defaults to and what it means. */
final class Settings {
    static final Setting<NodeId> NODE_ID = new Setting<>(
            "node.id",
            Kinds.NODE_ID,
            "n1",
            "This node's name. It stays the same for as long as the node keeps its data.");
    static final Setting<String> NODE_REGION = new Setting<>(
            "node.region", Kinds.NAME, "local", "The named place this node stands in. Shown by `meridian status`.");
    static final Setting<String> NODE_ZONE = new Setting<>(
            "node.zone", Kinds.NAME, "local", "The part of the region that fails together with this node.");
    static final Setting<Path> NODE_DATA = new Setting<>(
            "node.data",
            Kinds.PATH,
            "data/n1",
            "The folder for everything this node keeps: identity, log, store, `node.log`. One node, one folder.");

    static final Setting<String> CLUSTER_NAME = new Setting<>(
            "cluster.name",
            Kinds.NAME,
            "meridian",
            "Nodes talk only to nodes of a cluster of the same name, and a data folder is only used for its own.");
    static final Setting<List<ConfiguredMember>> CLUSTER_MEMBERS = new Setting<>(
            "cluster.members",
            ConfiguredMember.LIST,
            "[]",
            "The nodes a new cluster starts with, this one included; the same on all of them. Empty: this node alone."
                    + " Once the cluster has data, membership changes through `meridian member`, not here.");

    static final Setting<Address> PEER_LISTEN = new Setting<>(
            "peer.listen",
            Kinds.ADDRESS,
            "127.0.0.1:2380",
            "Where the other nodes reach this one. Beyond loopback it demands `peer.tls`, and with it a certificate of"
                    + " whoever connects; there is no way around it.");
    static final Setting<Address> CLIENT_LISTEN = new Setting<>(
            "client.listen",
            Kinds.ADDRESS,
            "127.0.0.1:2379",
            "Where etcd clients connect. Beyond loopback it demands `client.tls`, and with it a certificate of whoever"
                    + " connects.");
    static final Setting<Boolean> CLIENT_ALLOW_INSECURE = new Setting<>(
            "client.allow-insecure",
            Kinds.YES_OR_NO,
            "false",
            "Lets `client.listen` and `metrics.listen` be beyond loopback without `client.tls`: everybody on the way can"
                    + " read along, and as long as access control is off everybody can do everything. The log and"
                    + " `meridian status` say so. For networks of which all machines are trusted, or behind a proxy"
                    + " that demands a login.");
    static final Setting<Address> METRICS_LISTEN = new Setting<>(
            "metrics.listen",
            Kinds.ADDRESS,
            "127.0.0.1:2381",
            "HTTP for `/health`, `/version`, `/metrics` and `/status`. Beyond loopback it speaks HTTPS with"
                    + " `client.tls` and demands it.");

    static final Setting<Boolean> LINKS_SHAPING_ALLOWED = new Setting<>(
            "links.shaping-allowed",
            Kinds.YES_OR_NO,
            "false",
            "Lets `POST /links` on the metrics port delay or cut the link to another node, to try out regions and"
                    + " failures. Never in production.");

    static final Setting<LogLevel> LOG_LEVEL =
            new Setting<>("log.level", Kinds.LOG_LEVEL, "info", "How much goes to `node.log` in the data folder.");
    static final Setting<Long> LOG_FILE_MAX = new Setting<>(
            "log.file-max", Kinds.BYTES, "16MiB", "At this size `node.log` is set aside and a new one begun.");
    static final Setting<Integer> LOG_FILES_KEPT =
            new Setting<>("log.files-kept", Kinds.COUNT, "4", "How many set-aside log files are kept.");

    static final Setting<Duration> NODE_STOP_TIMEOUT = new Setting<>(
            "node.stop-timeout",
            Kinds.DURATION,
            "10s",
            "How long an orderly stop may take before the process ends anyway. Nothing acknowledged is lost by that.");

    static final TlsSettings PEER_TLS = TlsSettings.of("peer", "other nodes");
    static final TlsSettings CLIENT_TLS = TlsSettings.of("client", "clients");

    static final List<Section> SECTIONS = List.of(
            new Section("node", "This node.", List.of(NODE_ID, NODE_REGION, NODE_ZONE, NODE_DATA, NODE_STOP_TIMEOUT)),
            new Section("cluster", "The cluster it belongs to.", List.of(CLUSTER_NAME, CLUSTER_MEMBERS)),
            new Section("peer", "The port for the other nodes.", PEER_TLS.after(PEER_LISTEN)),
            new Section(
                    "client",
                    "The port for etcd clients.",
                    join(join(CLIENT_TLS.after(CLIENT_LISTEN), List.of(CLIENT_ALLOW_INSECURE)), ClientKeys.SETTINGS)),
            new Section("metrics", "The port for whoever watches the node.", List.of(METRICS_LISTEN)),
            new Section("time", "What time it is.", TimeKeys.SETTINGS),
            new Section("store", "The keys and values, and what may be asked of them.", StoreKeys.SETTINGS),
            new Section(
                    "coordination", "Locks, elections and all else that clients agree by.", CoordinationKeys.SETTINGS),
            new Section("access", "Logins, once access control is on.", AccessKeys.ACCESS),
            new Section(
                    "audit",
                    "What is taken down about who did what, in `audit.jsonl` in the data folder.",
                    AccessKeys.AUDIT),
            new Section("raft", "The log that the nodes agree on.", RaftKeys.SETTINGS),
            new Section("net", "The links between the nodes.", NetKeys.SETTINGS),
            new Section("links", "Trying out bad networks.", List.of(LINKS_SHAPING_ALLOWED)),
            new Section(
                    "log",
                    "What the node writes down for its operator.",
                    List.of(LOG_LEVEL, LOG_FILE_MAX, LOG_FILES_KEPT)));

    private Settings() {}

    private static List<Setting<?>> join(List<Setting<?>> first, List<Setting<?>> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    static List<Setting<?>> all() {
        return SECTIONS.stream()
                .<Setting<?>>flatMap(section -> section.settings().stream())
                .toList();
    }

    /** Settings that stand under one name in the file. */
    record Section(String name, String meaning, List<Setting<?>> settings) {}

    /** The three files a port needs to speak TLS. */
    record TlsSettings(Setting<Path> certificate, Setting<Path> key, Setting<Path> authorities) {
        static TlsSettings of(String section, String others) {
            return new TlsSettings(
                    file(section, "certificate", "PEM file with this node's certificate chain."),
                    file(section, "key", "PEM file with the certificate's private key (PKCS #8)."),
                    file(
                            section,
                            "authorities",
                            "PEM file with the authorities that sign the certificates of " + others + "."));
        }

        private static Setting<Path> file(String section, String name, String meaning) {
            return new Setting<>(section + ".tls." + name, Kinds.PATH, "", meaning);
        }

        List<Setting<?>> after(Setting<?> first) {
            return List.of(first, certificate, key, authorities);
        }
    }
}
