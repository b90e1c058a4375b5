package meridian.store;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import meridian.base.NodeId;
import meridian.testkit.Faults;
import meridian.testkit.SeededRandomness;
import meridian.testkit.SimulatedGroup;
import meridian.testkit.SimulatedReplicator;
import meridian.testkit.Simulation;

/** Three nodes, each with the whole store, in one simulation; and everything that goes wrong there. */
final class StoreWorld implements AutoCloseable {
    private static final int NODES = 3;
    private static final double READS_REJECTED = 0.01;
    private static final Duration TROUBLE_EVERY = Duration.ofMillis(100);
    private static final double CLOCK_RATE_MIN = 0.25;
    private static final double CLOCK_RATE_MAX = 4;

    private final Simulation simulation;
    private final SimulatedGroup group;
    private final Truth truth;
    private final Flaws flaws;
    private final StoreConfig config;
    private final SeededRandomness randomness;
    private final Map<NodeId, Node> running = new TreeMap<>();
    private final List<CrashListener> crashListeners = new ArrayList<>();
    private boolean peace;

    StoreWorld(long seed, Path folder, Flaws flaws) {
        this.simulation = new Simulation(seed);
        this.truth = new Truth(simulation);
        this.flaws = flaws;
        this.group = new SimulatedGroup(simulation, new StoreHost(folder, truth), NODES, flaws.group());
        this.randomness = simulation.fork();
        this.config = config(randomness.chance(0.3) ? Duration.ofSeconds(5) : Duration.ZERO);
        group.faults(Faults.harsh());
        group.nodes().forEach(node -> equip(group.replicator(node).orElseThrow()));
        simulation.after(TROUBLE_EVERY, this::trouble);
    }

    /** Limits so small that every one of them is met. */
    private static StoreConfig config(Duration retention) {
        Duration timeout = Duration.ofSeconds(3);
        return new StoreConfig(
                new StoreConfig.Requests(128, 1 << 20, 6, timeout, Duration.ofMillis(10), Duration.ofMillis(250)),
                new StoreConfig.Reads(4, 100),
                new StoreConfig.Leases(Duration.ofSeconds(2), Duration.ofMillis(200), 2, 100),
                new StoreConfig.Watches(100, 6, 400, 2_000, 8, 600),
                retention,
                1L << 30);
    }

    /** Hears that a node's process died, with all that it was doing. */
    interface CrashListener {
        void crashed(NodeId node);
    }

    private record Node(ReplicatedStore store, SimulatedThreads threads, StoreMachine machine) {}

    Simulation simulation() {
        return simulation;
    }

    SimulatedGroup group() {
        return group;
    }

    Truth truth() {
        return truth;
    }

    void onCrash(CrashListener listener) {
        crashListeners.add(listener);
    }

    Optional<Store> store(NodeId node) {
        return Optional.ofNullable(running.get(node)).map(Node::store);
    }

    StoreMachine machine(NodeId node) {
        return Optional.ofNullable(running.get(node)).orElseThrow().machine();
    }

    /** A node that runs. There may be none. */
    Optional<NodeId> anyNode(SeededRandomness chooser) {
        List<NodeId> nodes = List.copyOf(running.keySet());
        return nodes.isEmpty() ? Optional.empty() : Optional.of(chooser.pick(nodes));
    }

    private void equip(SimulatedReplicator replicator) {
        NodeId node = replicator.self();
        SimulatedThreads threads = new SimulatedThreads(
                simulation, action -> group.whenAwake(node, action), () -> peace ? 0 : READS_REJECTED);
        StoreMachine machine = (StoreMachine) replicator.machine();
        ReplicatedStore store = new ReplicatedStore(
                machine,
                flaws.replicator().apply(replicator),
                config,
                AccessConfig.DEFAULT,
                group.clock(node),
                flaws.ownClock() ? flaws.byOwnClock(group.clock(node)) : simulation.ticker(),
                simulation.fork(),
                threads);
        store.start();
        running.put(node, new Node(store, threads, machine));
    }

    private void start(NodeId node) {
        if (!running.containsKey(node)) {
            equip(group.start(node));
        }
    }

    private void crash(NodeId node) {
        Node gone = running.remove(node);
        if (gone != null) {
            gone.threads.close();
            group.crash(node);
            crashListeners.forEach(it -> it.crashed(node));
        }
    }

    private void loseData(NodeId node) {
        crash(node);
        group.loseData(node);
    }

    /** Now and then something goes wrong, or something broken is mended. */
    private void trouble() {
        if (peace) {
            return;
        }
        simulation.after(TROUBLE_EVERY, this::trouble);
        NodeId node = randomness.pick(group.nodes());
        int choice = randomness.nextInt(200);
        if (choice < 3) {
            crash(node);
        } else if (choice < 33) {
            start(node);
        } else if (choice < 37) {
            group.isolate(node);
        } else if (choice < 63) {
            group.heal(node);
        } else if (choice < 67) {
            group.elect();
        } else if (choice < 73) {
            group.persist(node);
        } else if (choice < 77) {
            group.purge();
        } else if (choice < 79) {
            group.sendSnapshot(node);
        } else if (choice < 81) {
            disturbClock(node);
        } else if (choice < 82) {
            loseData(node);
        } else if (choice < 84) {
            group.pause(node);
        } else if (choice < 99) {
            group.resume(node);
        } else if (choice < 105) {
            group.cut(node, randomness.pick(group.nodes()));
        }
    }

    /** A clock that jumps, or runs too fast or too slow from now on. */
    private void disturbClock(NodeId node) {
        if (randomness.chance(0.5)) {
            simulation.fault("clock jump");
            group.clock(node).jump(Duration.ofMillis(randomness.between(-60_000, 60_000)));
        } else {
            simulation.fault("clock drift");
            group.clock(node).drift(CLOCK_RATE_MIN + randomness.nextDouble() * (CLOCK_RATE_MAX - CLOCK_RATE_MIN));
        }
    }

    /**
     * From now on nothing new goes wrong, and a majority is mended. The others stay as they are, or get worse: it must
     * do without them.
     */
    List<NodeId> healCore() {
        peace = true;
        group.faults(Faults.none());
        List<NodeId> core = new ArrayList<>(group.nodes());
        while (core.size() > NODES / 2 + 1) {
            NodeId left = randomness.pick(core);
            core.remove(left);
            abandon(left);
        }
        simulation.note("peace for " + core);
        core.forEach(this::mend);
        return List.copyOf(core);
    }

    private void abandon(NodeId node) {
        switch (randomness.nextInt(4)) {
            case 0 -> crash(node);
            case 1 -> group.isolate(node);
            case 2 -> group.pause(node);
            default -> simulation.note(node + " is left as it is");
        }
    }

    void healAll() {
        simulation.note("peace");
        group.nodes().forEach(this::mend);
    }

    private void mend(NodeId node) {
        group.heal(node);
        group.resume(node);
        start(node);
    }

    /** Waits in virtual time; fails when it takes too long. */
    void await(String what, Duration bound, BooleanSupplier condition) {
        if (!simulation.runUntil(condition, bound)) {
            throw new AssertionError(what + " did not happen within " + bound + " of peace");
        }
    }

    @Override
    public void close() {
        for (Node node : running.values()) {
            node.threads.close();
            node.machine.close();
        }
        running.clear();
    }
}
