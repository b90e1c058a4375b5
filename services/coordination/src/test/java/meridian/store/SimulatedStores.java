package meridian.store;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import meridian.base.Machine;
import meridian.base.NodeId;
import meridian.raft.StateMachine;
import meridian.testkit.Faults;
import meridian.testkit.Host;
import meridian.testkit.SeededRandomness;
import meridian.testkit.SimulatedGroup;
import meridian.testkit.SimulatedReplicator;
import meridian.testkit.Simulation;

/**
 * Stores on three simulated nodes that crash, stand still and are cut off. It lies in the store's package because only
 * from there a store can be given threads that are events of a simulation.
 */
public final class SimulatedStores implements AutoCloseable {
    private static final int NODES = 3;
    private static final StorageConfig SMALL = new StorageConfig(1 << 20, 1 << 20, 1 << 20, 1);
    private static final Duration TROUBLE_EVERY = Duration.ofMillis(200);
    private static final long CLOCK_JUMP_MILLIS_MAX = Duration.ofHours(1).toMillis();
    private static final int HISTORY_BYTES_AT_ONCE = 1 << 20;

    private final Simulation simulation;
    private final SimulatedGroup group;
    private final SeededRandomness randomness;
    private final BiConsumer<NodeId, Life> begins;
    private final Map<NodeId, Life> running = new TreeMap<>();
    private final Set<NodeId> asked = new TreeSet<>();
    private boolean peace;

    /** @param begins is told of each life of a node */
    public SimulatedStores(Simulation simulation, Path folder, BiConsumer<NodeId, Life> begins) {
        this.simulation = simulation;
        this.begins = begins;
        this.group = new SimulatedGroup(simulation, new Folders(folder), NODES);
        this.randomness = simulation.fork();
        group.faults(Faults.harsh());
        asked.addAll(group.nodes());
        group.nodes().forEach(node -> equip(group.replicator(node).orElseThrow()));
        simulation.after(TROUBLE_EVERY, this::trouble);
    }

    /** A node from its start to its crash. */
    public final class Life implements Threads {
        private static final Duration BUSY_MAX = Duration.ofMillis(5);

        private final NodeId node;
        private final SeededRandomness busy = simulation.fork();
        private final StoreMachine machine;
        private final ReplicatedStore store;
        private boolean over;

        private Life(SimulatedReplicator replicator) {
            node = replicator.self();
            machine = (StoreMachine) replicator.machine();
            store = new ReplicatedStore(
                    machine,
                    replicator,
                    StoreConfig.DEFAULT,
                    AccessConfig.DEFAULT,
                    group.clock(node),
                    simulation.ticker(),
                    simulation.fork(),
                    this);
        }

        public Store store() {
            return store;
        }

        /** Runs an action in the node's process, unless it dies before. */
        @Override
        public void later(Duration pause, Runnable action) {
            simulation.after(
                    pause,
                    () -> group.whenAwake(node, () -> {
                        if (!over) {
                            action.run();
                        }
                    }));
        }

        public void soon(Runnable action) {
            later(busy.between(Duration.ZERO, BUSY_MAX), action);
        }

        @Override
        public Executor readers() {
            return this::soon;
        }

        @Override
        public Executor hub() {
            return this::soon;
        }

        @Override
        public void close() {
            over = true;
        }
    }

    /** A node that runs, and that clients have not turned away from. There may be none. */
    public Optional<NodeId> anyNode(SeededRandomness chooser) {
        List<NodeId> nodes = running.keySet().stream().filter(asked::contains).toList();
        return nodes.isEmpty() ? Optional.empty() : Optional.of(chooser.pick(nodes));
    }

    public Optional<Life> life(NodeId node) {
        return Optional.ofNullable(running.get(node));
    }

    private void equip(SimulatedReplicator replicator) {
        Life life = new Life(replicator);
        life.store.start();
        running.put(life.node, life);
        begins.accept(life.node, life);
    }

    private void start(NodeId node) {
        if (!running.containsKey(node)) {
            equip(group.start(node));
        }
    }

    private void crash(NodeId node) {
        Life gone = running.remove(node);
        if (gone != null) {
            gone.close();
            group.crash(node);
        }
    }

    private void trouble() {
        if (peace) {
            return;
        }
        simulation.after(TROUBLE_EVERY, this::trouble);
        NodeId node = randomness.pick(group.nodes());
        switch ((int) randomness.between(0, 60)) {
            case 0 -> crash(node);
            case 1, 2 -> group.isolate(node);
            case 3, 4 -> group.pause(node);
            case 5, 6 -> group.elect();
            case 7 -> {
                simulation.fault("clock jump");
                group.clock(node)
                        .jump(Duration.ofMillis(randomness.between(-CLOCK_JUMP_MILLIS_MAX, CLOCK_JUMP_MILLIS_MAX)));
            }
            case 8, 9 -> group.cut(node, randomness.pick(group.nodes()));
            default -> mend(node);
        }
    }

    private void mend(NodeId node) {
        switch ((int) randomness.between(0, 8)) {
            case 0 -> start(node);
            case 1 -> group.heal(node);
            case 2 -> group.resume(node);
            default -> group.persist(node);
        }
    }

    /**
     * From now on nothing new goes wrong, and a majority is mended; the others stay as they are, or are cut off. Clients
     * turn away from them: whoever keeps a session alive that waits at a node which stands still holds up the line.
     */
    public List<NodeId> healCore() {
        peace = true;
        group.faults(Faults.none());
        List<NodeId> core = new ArrayList<>(group.nodes());
        while (core.size() > NODES / 2 + 1) {
            NodeId left = randomness.pick(core);
            core.remove(left);
            asked.remove(left);
            if (randomness.chance(0.5)) {
                group.isolate(left);
            }
        }
        simulation.note("peace for " + core);
        core.forEach(this::mendAll);
        return List.copyOf(core);
    }

    public void healAll() {
        simulation.note("peace");
        asked.addAll(group.nodes());
        group.nodes().forEach(this::mendAll);
    }

    private void mendAll(NodeId node) {
        group.heal(node);
        group.resume(node);
        start(node);
    }

    /** All that happened, as the node that leads has it. */
    public List<WatchEvent> history() {
        Life leader = life(group.leader().orElseThrow()).orElseThrow();
        List<WatchEvent> events = new ArrayList<>();
        try (View view = leader.machine.view()) {
            long upTo = 0;
            while (upTo < view.revision()) {
                Reply<Watcher.Batch> reply = view.changes(upTo + 1, KeyRange.ALL, false, HISTORY_BYTES_AT_ONCE);
                if (!(reply instanceof Reply.Done<Watcher.Batch>(Watcher.Batch batch, Reply.Header _))) {
                    throw new AssertionError("the history is gone: " + reply);
                }
                events.addAll(batch.events());
                upTo = batch.revision();
            }
        }
        return events;
    }

    @Override
    public void close() {
        running.values().forEach(life -> {
            life.close();
            life.machine.close();
        });
        running.clear();
    }

    /** A crash closes the files as they are: what was not made durable is read from the log again. */
    private record Folders(Path root) implements Host {
        @Override
        public StateMachine open(NodeId node) {
            return StoreMachine.open(root.resolve(node.name()), SMALL, Machine.disk());
        }

        @Override
        public void crash(NodeId node, StateMachine machine) {
            ((StoreMachine) machine).close();
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
