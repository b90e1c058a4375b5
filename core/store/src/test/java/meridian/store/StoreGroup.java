package meridian.store;

import static meridian.store.MachineFixture.bytes;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import meridian.base.Machine;
import meridian.base.NodeId;
import meridian.base.Outcome;
import meridian.raft.StateMachine;
import meridian.testkit.Host;
import meridian.testkit.SimulatedGroup;
import meridian.testkit.Simulation;

/** Stores on simulated nodes where nothing goes wrong unless the test wants it to. */
final class StoreGroup implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Simulation simulation;
    private final SimulatedGroup group;
    private final Map<NodeId, StoreMachine> machines = new TreeMap<>();
    private final Map<NodeId, ReplicatedStore> stores = new TreeMap<>();

    StoreGroup(Path folder, int size, StoreConfig config) {
        this(folder, size, config, 1);
    }

    StoreGroup(Path folder, int size, StoreConfig config, long seed) {
        simulation = new Simulation(seed);
        group = new SimulatedGroup(simulation, new Folders(folder), size);
        machines.forEach((node, machine) -> {
            ReplicatedStore store = new ReplicatedStore(
                    machine,
                    group.replicator(node).orElseThrow(),
                    config,
                    AccessConfig.DEFAULT,
                    group.clock(node),
                    simulation.ticker(),
                    simulation.fork(),
                    new SimulatedThreads(simulation));
            store.start();
            stores.put(node, store);
        });
        simulation.runUntil(() -> group.leader().isPresent(), PATIENCE);
        pass(Duration.ofSeconds(2));
    }

    SimulatedGroup group() {
        return group;
    }

    ReplicatedStore leader() {
        return store(group.leader().orElseThrow());
    }

    ReplicatedStore store(NodeId node) {
        ReplicatedStore store = stores.get(node);
        if (store == null) {
            throw new AssertionError("there is no " + node);
        }
        return store;
    }

    NodeId follower() {
        NodeId leader = group.leader().orElseThrow();
        return group.nodes().stream()
                .filter(node -> !node.equals(leader))
                .findFirst()
                .orElseThrow();
    }

    /** Lets time pass. */
    void pass(Duration time) {
        simulation.runFor(time);
    }

    Duration now() {
        return simulation.now();
    }

    <T> T await(CompletableFuture<T> future) {
        if (!simulation.runUntil(future::isDone, PATIENCE)) {
            throw new AssertionError("no answer within " + PATIENCE);
        }
        return future.join();
    }

    <T> T awaitValue(CompletableFuture<Reply<T>> future) {
        return MachineFixture.value(await(future));
    }

    <T> T awaitApplied(CompletableFuture<Outcome<Reply<T>>> future) {
        return MachineFixture.value(reply(await(future)));
    }

    <T> StoreError awaitRefusal(CompletableFuture<Outcome<Reply<T>>> future) {
        return MachineFixture.error(reply(await(future)));
    }

    private static <T> Reply<T> reply(Outcome<Reply<T>> outcome) {
        if (outcome instanceof Outcome.Applied<Reply<T>>(Reply<T> reply)) {
            return reply;
        }
        throw new AssertionError("not applied: " + outcome);
    }

    long put(String key, String value) {
        return put(key, value, 0);
    }

    /** Returns the revision. */
    long put(String key, String value, long lease) {
        Operation put = new Operation.Put(bytes(key), bytes(value), lease, false, false, false);
        return MachineFixture.revision(reply(await(leader().transact(Transaction.of(put)))));
    }

    boolean has(String key) {
        return !awaitValue(leader().read(RangeQuery.of(KeyRange.single(bytes(key)))))
                .keyValues()
                .isEmpty();
    }

    @Override
    public void close() {
        stores.values().forEach(ReplicatedStore::close);
        machines.values().forEach(StoreMachine::close);
    }

    private final class Folders implements Host {
        private final Path root;

        Folders(Path root) {
            this.root = root;
        }

        @Override
        public StateMachine open(NodeId node) {
            StoreMachine machine = StoreMachine.open(root.resolve(node.name()), MachineFixture.SMALL, Machine.disk());
            machines.put(node, machine);
            return machine;
        }

        @Override
        public void crash(NodeId node, StateMachine machine) {
            throw new UnsupportedOperationException("nothing crashes here");
        }

        @Override
        public void wipe(NodeId node) {
            throw new UnsupportedOperationException("nothing is lost here");
        }

        @Override
        public Path incoming(NodeId node) {
            throw new UnsupportedOperationException("nothing is copied here");
        }
    }
}
