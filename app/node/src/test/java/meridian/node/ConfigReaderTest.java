package meridian.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import meridian.base.Address;
import meridian.base.Limit;
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
import meridian.time.Network;
import meridian.time.TimeConfig;
import meridian.time.ptp.PtpSettings;
import org.junit.jupiter.api.Test;

class ConfigReaderTest {
    private static final Path FOLDER = Path.of("/etc/meridian");

    @Test
    void an_empty_file_is_a_node_alone_on_loopback() {
        NodeConfig config = ConfigReader.read("", FOLDER);

        assertThat(config.node())
                .isEqualTo(new NodeConfig.Self(
                        new NodeId("n1"), "local", "local", FOLDER.resolve("data/n1"), Duration.ofSeconds(10)));
        assertThat(config.cluster()).isEqualTo(new NodeConfig.Cluster("meridian", List.of()));
        assertThat(config.peer().port()).isEqualTo(plain("127.0.0.1:2380"));
        assertThat(config.client().port()).isEqualTo(plain("127.0.0.1:2379"));
        assertThat(config.metrics()).isEqualTo(plain("127.0.0.1:2381"));
        assertThat(config.links()).isEqualTo(new NodeConfig.Links(false));
        assertThat(config.log()).isEqualTo(new NodeConfig.Log(LogLevel.INFO, 16 << 20, 4));
    }

    @Test
    void the_defaults_are_those_of_the_rooms() {
        NodeConfig config = ConfigReader.read("", FOLDER);

        assertThat(config.peer().limits()).isEqualTo(LinkLimits.defaults());
        assertThat(config.client().limits()).isEqualTo(EtcdLimits.DEFAULT);
        assertThat(config.client().times()).isEqualTo(EtcdTimes.DEFAULT);
        assertThat(config.client().http()).isEqualTo(HttpLimits.DEFAULT);
        assertThat(config.store()).isEqualTo(new NodeConfig.Store(StorageConfig.DEFAULT, StoreConfig.DEFAULT));
        assertThat(config.raft())
                .isEqualTo(new NodeConfig.Raft(RaftConfig.Timeouts.DEFAULT, RaftConfig.Limits.DEFAULT, 8));
    }

    @Test
    void every_key_reaches_its_place() {
        NodeConfig config = ConfigReader.read("""
                node: {id: n2, region: eu, zone: a, data: /var/lib/meridian, stop-timeout: 20s}
                cluster:
                  name: orders
                  members:
                    - {id: n2, peer: "10.0.0.2:2380", client: "https://10.0.0.2:2379", metrics: "https://10.0.0.2:2381"}
                    - {id: n3, peer: "10.0.0.3:2380", client: "https://10.0.0.3:2379", metrics: "https://10.0.0.3:2381"}
                peer: {listen: "10.0.0.2:2380", tls: {certificate: a.pem, key: b.pem, authorities: /c.pem}}
                client:
                  listen: 10.0.0.2:2379
                  tls: {certificate: d.pem, key: e.pem, authorities: f.pem}
                  allow-insecure: true
                  event-loops: 3
                  request-bytes-max: 1MiB
                  calls-per-connection-max: 11
                  streams-max: 12
                  watches-per-stream-max: 13
                  watch-batch-bytes-max: 1KiB
                  keep-alives-per-stream-max: 14
                  snapshots-max: 15
                  blocking-threads: 16
                  ping-interval-min: 1s
                  progress-interval: 2s
                  leader-check-interval: 3s
                  leader-patience: 4s
                  snapshot-stall-max: 5s
                  closing-patience: 6s
                  http-waiting-max: 17
                  http-idle-max: 7s
                metrics: {listen: "127.0.0.1:9000"}
                time:
                  servers: [10.0.0.8, "10.0.0.9:1123 key 7", "10.0.0.10 nts"]
                  key-file: time.keys
                  nts-authorities: authorities.pem
                  sources-min: 2
                  poll-min: 2s
                  poll-max: 16s
                  patience: 300ms
                  ptp-interface: eth1
                  ptp-domain: 24
                  ptp-accuracy: 250us
                  ptp-transmit: true
                  ptp-priority1: 62
                  ptp-priority2: 63
                  ptp-utc-offset: 38
                  bound-max: 50ms
                  peers-apart-max: 70ms
                  listen: 127.0.0.1:11123
                  allowed: ["10.0.0.0/8"]
                  answers-per-second: 61
                store:
                  quota-bytes: 8GiB
                  compaction-retention: 1h
                  write-buffer-bytes: 32MiB
                  block-cache-bytes: 16MiB
                  recent-rows-bytes: 8MiB
                  background-jobs: 4
                  requests:
                    operations-max: 21
                    bytes-max: 3MiB
                    outstanding-max: 22
                    timeout: 1s
                    backoff-min: 2ms
                    backoff-max: 3ms
                  reads: {threads: 23, waiting-max: 24}
                  leases: {time-to-live-min: 3s, tick: 100ms, expiries-per-tick: 25, questions-max: 26}
                  watches:
                    watchers-max: 27
                    queue-events-max: 28
                    queue-bytes-max: 2KiB
                    queued-bytes-max: 3KiB
                    backlog-events-max: 29
                    backlog-bytes-max: 4KiB
                coordination:
                  {waiters-max: 51, line-bytes-max: 52KiB, threads: 53, attempts-max: 55, retry-pause: 54ms, lag-max: 56ms}
                raft:
                  election-timeout-min: 2s
                  election-timeout-max: 3s
                  request-timeout: 4s
                  leader-timeout: 6s
                  staging-timeout: 7s
                  linger-max: 8ms
                  news-delay: 9ms
                  appends-in-flight: 31
                  commands-waiting-max: 32
                  bytes-waiting-max: 33
                  entry-commands-max: 34
                  entry-bytes-max: 35
                  entries-in-flight-max: 36
                  unpersisted-bytes-max: 37
                  log-entries-kept: 38
                access:
                  token-time-to-live: 1m
                  tokens-remembered-max: 51
                  hashing-threads: 52
                  hashing-waiting-max: 53
                  failures-remembered-max: 54
                  lockout-max: 2m
                audit: {writes: true, file-max: 1KiB, files-kept: 55, waiting-max: 56}
                net:
                  message-bytes-max: 41MiB
                  queued-bytes-max: 42MiB
                  requests-in-flight-max: 43
                  peers-max: 44
                  handshakes-max: 45
                  connect-timeout: 1s
                  handshake-timeout: 2s
                  reconnect-pause-min: 10ms
                  reconnect-pause-max: 20ms
                  ping-interval: 1s
                  silence-max: 5s
                  event-loops: 2
                links: {shaping-allowed: true}
                log: {level: debug, file-max: 1MiB, files-kept: 2}
                """, FOLDER);

        assertThat(config)
                .isEqualTo(new NodeConfig(
                        new NodeConfig.Self(
                                new NodeId("n2"), "eu", "a", Path.of("/var/lib/meridian"), Duration.ofSeconds(20)),
                        new NodeConfig.Cluster("orders", List.of(member(2), member(3))),
                        new NodeConfig.Peer(
                                new NodeConfig.Port(Address.parse("10.0.0.2:2380"), tls("a.pem", "b.pem", "/c.pem")),
                                new LinkLimits(
                                        41 << 20,
                                        42 << 20,
                                        43,
                                        44,
                                        45,
                                        Duration.ofSeconds(1),
                                        Duration.ofSeconds(2),
                                        Duration.ofMillis(10),
                                        Duration.ofMillis(20),
                                        Duration.ofSeconds(1),
                                        Duration.ofSeconds(5)),
                                2),
                        new NodeConfig.Client(
                                new NodeConfig.Port(Address.parse("10.0.0.2:2379"), tls("d.pem", "e.pem", "f.pem")),
                                true,
                                new EtcdLimits(1 << 20, 11, 12, 13, 1 << 10, 14, 15, 16),
                                new EtcdTimes(
                                        Duration.ofSeconds(1),
                                        Duration.ofSeconds(2),
                                        Duration.ofSeconds(3),
                                        Duration.ofSeconds(4),
                                        Duration.ofSeconds(5),
                                        Duration.ofSeconds(6)),
                                new HttpLimits(17, Duration.ofSeconds(7)),
                                3),
                        new NodeConfig.Port(Address.parse("127.0.0.1:9000"), tls("d.pem", "e.pem", "f.pem")),
                        new NodeConfig.Time(
                                new TimeConfig(
                                        List.of(
                                                TimeConfig.Server.of(new Address("10.0.0.8", 123)),
                                                new TimeConfig.Server(
                                                        new Address("10.0.0.9", 1123), Optional.of(7), false),
                                                new TimeConfig.Server(
                                                        new Address("10.0.0.10", 4460), Optional.empty(), true)),
                                        2,
                                        new TimeConfig.Polling(
                                                Duration.ofSeconds(2), Duration.ofSeconds(16), Duration.ofMillis(300)),
                                        Optional.of(new TimeConfig.Ptp(
                                                "eth1",
                                                new PtpSettings(24, true, 62, 63, 38),
                                                Optional.of(Duration.ofNanos(250_000)))),
                                        Duration.ofMillis(50),
                                        Duration.ofMillis(70),
                                        new TimeConfig.Serving(
                                                Optional.of(Address.parse("127.0.0.1:11123")),
                                                List.of(Network.parse("10.0.0.0/8")),
                                                61)),
                                Optional.of(FOLDER.resolve("time.keys")),
                                Optional.of(FOLDER.resolve("authorities.pem"))),
                        new NodeConfig.Store(
                                new StorageConfig(32 << 20, 16 << 20, 8 << 20, 4),
                                new StoreConfig(
                                        new StoreConfig.Requests(
                                                21,
                                                3 << 20,
                                                22,
                                                Duration.ofSeconds(1),
                                                Duration.ofMillis(2),
                                                Duration.ofMillis(3)),
                                        new StoreConfig.Reads(23, 24),
                                        new StoreConfig.Leases(Duration.ofSeconds(3), Duration.ofMillis(100), 25, 26),
                                        new StoreConfig.Watches(27, 28, 2 << 10, 3 << 10, 29, 4 << 10),
                                        Duration.ofHours(1),
                                        8L << 30)),
                        new CoordinationConfig(51, 52 << 10, 53, 55, Duration.ofMillis(54), Duration.ofMillis(56)),
                        new NodeConfig.Access(
                                new AccessConfig(Duration.ofMinutes(1), 51, 52, 53, 54, Duration.ofMinutes(2)),
                                new AuditConfig(1 << 10, 55, 56),
                                true),
                        new NodeConfig.Raft(
                                new RaftConfig.Timeouts(
                                        Duration.ofSeconds(2),
                                        Duration.ofSeconds(3),
                                        Duration.ofSeconds(4),
                                        Duration.ofSeconds(6),
                                        Duration.ofSeconds(7),
                                        Duration.ofMillis(8),
                                        Duration.ofMillis(9)),
                                new RaftConfig.Limits(
                                        new Limit("raft.commands-waiting-max", 32),
                                        new Limit("raft.bytes-waiting-max", 33),
                                        new Limit("raft.entry-commands-max", 34),
                                        new Limit("raft.entry-bytes-max", 35),
                                        new Limit("raft.entries-in-flight-max", 36),
                                        new Limit("raft.unpersisted-bytes-max", 37),
                                        new Limit("raft.log-entries-kept", 38)),
                                31),
                        new NodeConfig.Links(true),
                        new NodeConfig.Log(LogLevel.DEBUG, 1 << 20, 2)));
    }

    @Test
    void all_problems_are_told_at_once() {
        assertThat(problems("""
                        node: {id: "a b", regoin: eu}
                        client: {listen: "0.0.0.0:2379"}
                        log: {level: loud, file-max: 3 parsecs}
                        raft: {election-timeout-min: 5s}
                        clutser: {name: x}
                        """))
                .containsExactlyInAnyOrder(
                        "node.id: 'a b' is not a node id: 1 to 63 letters, digits, dots, dashes and underscores, such as"
                                + " `n1`",
                        "node.regoin: no such key; did you mean node.region?",
                        "client.listen: '0.0.0.0:2379' can be reached from other machines, which demands TLS and"
                                + " a login: set client.tls.certificate, .key and .authorities, whose certificates"
                                + " clients then have to show, or listen on 127.0.0.1",
                        "log.level: 'loud' is not `error`, `warn`, `info` or `debug`",
                        "log.file-max: '3 parsecs' is not an amount such as `512KiB`, `64MiB` or `8GiB`",
                        "raft.election-timeout-min 5000 ms must be positive and less than raft.election-timeout-max 1250"
                                + " ms",
                        "clutser: no such key; did you mean cluster?");
    }

    @Test
    void ports_for_clients_are_open_to_others_only_where_that_is_said_and_then_they_are_named() {
        String open = """
                peer: {listen: "127.0.0.1:1"}
                client: {listen: "0.0.0.0:2", allow-insecure: true}
                metrics: {listen: "10.0.0.1:3"}
                """;
        assertThat(ConfigReader.read(open, FOLDER).openPorts())
                .containsExactly("client.listen 0.0.0.0:2", "metrics.listen 10.0.0.1:3");
        assertThat(problems(open.replace("true", "false"))).hasSize(2);
        assertThat(ConfigReader.read("client: {allow-insecure: true}", FOLDER).openPorts())
                .isEmpty();
        assertThat(problems(open.replace("127.0.0.1:1", "0.0.0.0:1")))
                .as("the port for other nodes")
                .singleElement()
                .asString()
                .contains("peer.listen", "peer.tls");
    }

    @Test
    void a_member_list_without_this_node_is_refused() {
        assertThat(problems("""
                        node: {id: n4}
                        cluster:
                          members:
                            - {id: n1, peer: "127.0.0.1:1", client: "http://127.0.0.1:2", metrics: "http://127.0.0.1:3"}
                        """))
                .containsExactly(
                        "cluster.members: it lists [n1], but not node.id 'n4': add this node or correct node.id");
    }

    @Test
    void members_are_checked_one_by_one_and_against_each_other() {
        assertThat(problems("""
                        cluster:
                          members:
                            - {id: n1, peer: "127.0.0.1:1", client: "http://127.0.0.1:2", metrics: "http://127.0.0.1:3"}
                            - {id: n1, peer: "127.0.0.1:4", client: "http://127.0.0.1:5", metrics: "http://127.0.0.1:6"}
                            - {id: n3, pear: "127.0.0.1:7"}
                        """))
                .containsExactlyInAnyOrder(
                        "cluster.members[2]: set client, metrics, peer",
                        "cluster.members[2].pear: no such key; a member has id, peer, client and metrics",
                        "cluster.members: two members have the id 'n1': give each its own");
    }

    @Test
    void half_of_the_files_for_tls_are_not_enough() {
        assertThat(problems("peer: {tls: {key: k.pem}}"))
                .containsExactly(
                        "peer.tls.certificate, peer.tls.authorities: not set, and TLS needs certificate, key and"
                                + " authorities: set it too, or none of the three");
    }

    @Test
    void what_is_not_yaml_is_said_with_its_line() {
        assertThat(problems("node: {id: n1\nlog: [")).singleElement().asString().contains("line ", "not YAML");
    }

    @Test
    void a_key_that_is_set_twice_is_refused() {
        assertThat(problems("node: {id: n1}\nnode: {id: n2}"))
                .singleElement()
                .asString()
                .contains("line 2", "node");
    }

    @Test
    void servers_for_the_time_are_read_one_by_one() {
        assertThat(problems("time: {servers: 10.0.0.8}"))
                .singleElement()
                .asString()
                .startsWith("time.servers: '10.0.0.8'");
        assertThat(problems("time: {servers: [\"a:b\"]}"))
                .singleElement()
                .asString()
                .startsWith("time.servers: ");
        assertThat(problems("time: {allowed: [\"10.0.0.0/33\"]}"))
                .singleElement()
                .asString()
                .contains("time.allowed");
        assertThat(problems("time: {listen: \"127.0.0.1:11123\"}"))
                .containsExactly(
                        "time.listen: without time.servers or time.ptp-interface there is no time to tell: name"
                                + " servers, or do not listen");
        assertThat(problems("time: {ptp-interface: eth0, ptp-transmit: true}"))
                .containsExactly(
                        "time.ptp-transmit: without time.servers there is no time to tell: name servers, or only"
                                + " receive");
        assertThat(problems("time: {ptp-interface: eth0, ptp-domain: 256}"))
                .singleElement()
                .asString()
                .startsWith("time.ptp-domain: '256'");
        assertThat(problems("time: {servers: [10.0.0.8], sources-min: 2, bound-max: 0ms}"))
                .hasSize(2);
    }

    @Test
    void a_value_where_keys_belong_is_refused() {
        assertThat(problems("node: n1")).containsExactly("node: keys belong here, not 'n1'");
    }

    @Test
    void it_is_known_which_keys_a_file_sets() {
        assertThat(ConfigReader.sets("node: {id: n1}", "node.id")).isTrue();
        assertThat(ConfigReader.sets("node: {zone: a}", "node.id")).isFalse();
    }

    private static List<String> problems(String yaml) {
        BadConfig bad = catchThrowableOfType(BadConfig.class, () -> ConfigReader.read(yaml, FOLDER));
        return bad.problems();
    }

    private static NodeConfig.Port plain(String address) {
        return new NodeConfig.Port(Address.parse(address), new Tls.Off());
    }

    private static Tls tls(String certificate, String key, String authorities) {
        return new Tls.On(FOLDER.resolve(certificate), FOLDER.resolve(key), FOLDER.resolve(authorities));
    }

    private static ConfiguredMember member(int number) {
        String host = "10.0.0." + number;
        return new ConfiguredMember(
                new NodeId("n" + number),
                Address.parse(host + ":2380"),
                "https://" + host + ":2379",
                "https://" + host + ":2381");
    }
}
