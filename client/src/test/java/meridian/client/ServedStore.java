package meridian.client;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import meridian.base.Address;
import meridian.coordination.Coordination;
import meridian.coordination.CoordinationConfig;
import meridian.etcd.EtcdConfig;
import meridian.etcd.EtcdFace;
import meridian.etcd.EtcdSecurity;
import meridian.etcd.EtcdTimes;
import meridian.raft.Replicator;
import meridian.store.ReplicatedStore;
import meridian.store.StorageConfig;
import meridian.store.Store;
import meridian.store.StoreConfig;
import meridian.store.StoreMachine;
import meridian.testkit.SimulatedGroup;

/**
 * Three servers in front of one real store, each of which can be stopped and started again. To a client they are three
 * nodes that always agree.
 */
final class ServedStore implements AutoCloseable {
    private static final int NODES = 3;
    private static final StorageConfig SMALL = new StorageConfig(4 << 20, 4 << 20, 64 << 10, 1);
    private static final EtcdTimes QUICK = new EtcdTimes(
            Duration.ofSeconds(5),
            Duration.ofMillis(50),
            Duration.ofMillis(50),
            Duration.ofSeconds(3),
            Duration.ofSeconds(5),
            Duration.ofMillis(100));

    private final EtcdSecurity security;
    private final StoreMachine machine;
    private final Replicator replicator;
    private final Store store;
    private final List<Node> nodes;

    ServedStore(Path folder) {
        this(folder, new EtcdSecurity.PlainText());
    }

    ServedStore(Path folder, EtcdSecurity security) {
        this.security = security;
        machine = StoreMachine.open(folder, SMALL, meridian.base.Machine.disk());
        replicator = SimulatedGroup.immediate(machine, meridian.base.Machine.clock());
        store = ReplicatedStore.open(
                machine,
                replicator,
                StoreConfig.DEFAULT,
                meridian.base.Machine.clock(),
                meridian.base.Machine.ticker(),
                meridian.base.Machine.randomness());
        nodes = new ArrayList<>(
                IntStream.range(0, NODES).mapToObj(_ -> Node.start(this, 0)).toList());
    }

    /** What one server consists of. */
    private record Node(int port, Coordination coordination, Optional<EtcdFace> face) {
        static Node start(ServedStore owner, int port) {
            Coordination coordination =
                    Coordination.open(owner.store, CoordinationConfig.DEFAULT, meridian.base.Machine.randomness());
            EtcdConfig config = EtcdConfig.of(new Address("127.0.0.1", port), owner.security, "test")
                    .with(QUICK);
            EtcdFace face = EtcdFace.start(config, owner.store, coordination);
            return new Node(face.port(), coordination, Optional.of(face));
        }

        Node stop() {
            face.ifPresent(it -> {
                it.close();
                coordination.close();
            });
            return new Node(port, coordination, Optional.empty());
        }
    }

    Store store() {
        return store;
    }

    String addresses() {
        return nodes.stream().map(it -> "127.0.0.1:" + it.port()).collect(Collectors.joining(","));
    }

    String address(int node) {
        return "127.0.0.1:" + nodes.get(node).port();
    }

    Meridian client() {
        return builder().connect();
    }

    /** Of a client that does not wait for long. */
    MeridianBuilder builder() {
        return Meridian.builder(addresses()).nodeRest(Duration.ofMillis(10), Duration.ofMillis(200));
    }

    void stop(int node) {
        nodes.set(node, nodes.get(node).stop());
    }

    void stopAll() {
        IntStream.range(0, NODES).forEach(this::stop);
    }

    void start(int node) {
        nodes.set(node, Node.start(this, nodes.get(node).port()));
    }

    @Override
    public void close() {
        stopAll();
        store.close();
        replicator.close();
        machine.close();
    }
}
