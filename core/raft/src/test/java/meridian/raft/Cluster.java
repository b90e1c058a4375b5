package meridian.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import meridian.base.Address;
import meridian.base.Bytes;
import meridian.base.Machine;
import meridian.base.NodeId;
import meridian.base.Outcome;
import meridian.net.Transport;

/** Some nodes of a group in one process, each with its own folder. */
final class Cluster implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final RaftConfig.Timeouts TIMEOUTS = new RaftConfig.Timeouts(
            Duration.ofMillis(400),
            Duration.ofMillis(800),
            Duration.ofSeconds(3),
            Duration.ofSeconds(5),
            Duration.ofSeconds(60),
            Duration.ofMillis(2),
            Duration.ofMillis(2));

    static final class Node {
        final Member member;
        final Transport transport;
        final Ledger ledger;
        final RatisReplicator replicator;

        Node(Member member, Transport transport, Ledger ledger, RatisReplicator replicator) {
            this.member = member;
            this.transport = transport;
            this.ledger = ledger;
            this.replicator = replicator;
        }
    }

    final Switchboard switchboard = new Switchboard();

    /** What made nodes give up. */
    final List<String> failures = new CopyOnWriteArrayList<>();

    private final Path folder;
    private final RaftConfig.Limits limits;
    private final List<Member> founders = new ArrayList<>();
    private final Map<NodeId, Long> incarnations = new TreeMap<>();
    final Map<NodeId, Node> nodes = new TreeMap<>();

    Cluster(Path folder, int size) {
        this(folder, size, RaftConfig.Limits.DEFAULT);
    }

    Cluster(Path folder, int size, RaftConfig.Limits limits) {
        this.folder = folder;
        this.limits = limits;
        for (int i = 1; i <= size; i++) {
            founders.add(member("n" + i));
        }
    }

    private Member member(String name) {
        NodeId node = new NodeId(name);
        long incarnation =
                incarnations.computeIfAbsent(node, key -> Machine.randomness().nextLong());
        return new Member(node, incarnation, address(name), "http://" + name, "http://metrics-" + name, false);
    }

    private static Address address(String name) {
        return new Address("127.0.0.1", Integer.parseInt(name.substring(1)));
    }

    static Cluster started(Path folder, int size) {
        Cluster cluster = new Cluster(folder, size);
        cluster.startAll();
        return cluster;
    }

    void startAll() {
        List<CompletableFuture<Void>> starts = new ArrayList<>();
        for (Member founder : founders) {
            CompletableFuture<Void> started = new CompletableFuture<>();
            starts.add(started);
            Thread.ofPlatform().daemon().start(() -> {
                try {
                    start(founder.node().name());
                    started.complete(null);
                } catch (RuntimeException e) {
                    started.completeExceptionally(e);
                }
            });
        }
        starts.forEach(start -> start.orTimeout(60, TimeUnit.SECONDS).join());
    }

    Node start(String name) {
        Member member = member(name);
        Transport transport = switchboard.connect(member.node());
        Path data = folder(name);
        Ledger ledger = new Ledger(data.resolve("ledger"));
        RaftConfig config = new RaftConfig(data.resolve("raft"), "test", member, founders, TIMEOUTS, limits, 8);
        try {
            RatisReplicator replicator = RatisReplicator.open(
                    config,
                    transport,
                    ledger,
                    Machine.clock(),
                    Machine.ticker(),
                    Machine.disk(),
                    (what, cause) -> failures.add(what));
            Node node = new Node(member, transport, ledger, replicator);
            synchronized (nodes) {
                nodes.put(member.node(), node);
            }
            return node;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    Path folder(String name) {
        return folder.resolve(name);
    }

    void stop(Node node) {
        node.replicator.close();
        node.transport.close();
        nodes.remove(node.member.node());
    }

    void loseData(String name) {
        Machine.disk().delete(folder(name));
        incarnations.remove(new NodeId(name));
    }

    Node node(String name) {
        return Objects.requireNonNull(nodes.get(new NodeId(name)), name);
    }

    Node leader() {
        await("somebody leads", () -> findLeader().isPresent());
        return findLeader().orElseThrow();
    }

    private Optional<Node> findLeader() {
        return nodes.values().stream()
                .filter(node -> node.ledger.role() == Role.LEADER)
                .filter(node -> node.replicator.status().role() == Role.LEADER)
                .findFirst();
    }

    Node follower() {
        Node leader = leader();
        return nodes.values().stream()
                .filter(node -> node != leader)
                .findFirst()
                .orElseThrow();
    }

    /** Tries until the command is applied; the ledger shows a command twice if an unknown attempt was applied too. */
    void write(Node node, String line) {
        await(
                "'" + line + "' is written",
                () -> get(node.replicator.submit(Command.sessionless(Bytes.utf8(line))))
                        instanceof Outcome.Applied<Replicator.Applied>);
    }

    static <T> T get(CompletableFuture<T> future) {
        try {
            return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("nothing came within " + PATIENCE, e);
        } catch (InterruptedException | java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    static void await(String what, BooleanSupplier condition) {
        long deadline = Machine.ticker().nanos() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(Machine.ticker().nanos()).as(what).isLessThan(deadline);
            LockSupport.parkNanos(10_000_000);
        }
    }

    void awaitSame() {
        Node leader = leader();
        get(leader.replicator.readBarrier());
        List<String> lines = leader.ledger.lines();
        await(
                "all ledgers are the same",
                () -> nodes.values().stream()
                        .allMatch(node -> node.ledger.lines().equals(lines)));
    }

    @Override
    public void close() {
        List.copyOf(nodes.values()).forEach(this::stop);
    }
}
