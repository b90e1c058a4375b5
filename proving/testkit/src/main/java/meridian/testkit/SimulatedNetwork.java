package meridian.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import meridian.base.NodeId;

/**
 * Carries messages between nodes: late, in any order, and not at all to or from a node that is cut off when they would
 * arrive, or over a link that is. What comes to a node that stands still waits there.
 */
final class SimulatedNetwork {
    private static final Duration DELAY_MIN = Duration.ofNanos(50_000);

    private final Simulation simulation;
    private final SeededRandomness randomness;
    private final Set<NodeId> isolated = new HashSet<>();
    private final Set<Link> cut = new HashSet<>();
    private final Map<NodeId, List<Runnable>> paused = new TreeMap<>();
    private Faults faults = Faults.none();

    SimulatedNetwork(Simulation simulation) {
        this.simulation = simulation;
        this.randomness = simulation.fork();
    }

    /** One direction between two nodes. */
    private record Link(NodeId from, NodeId to) {}

    Faults faults() {
        return faults;
    }

    void faults(Faults newFaults) {
        faults = newFaults;
    }

    void isolate(NodeId node) {
        isolated.add(node);
    }

    /** Lets nothing through in this direction; the other one works. */
    void cut(NodeId from, NodeId to) {
        cut.add(new Link(from, to));
    }

    /** Makes all links of the node work again, in both directions. */
    void heal(NodeId node) {
        isolated.remove(node);
        cut.removeIf(it -> it.from.equals(node) || it.to.equals(node));
    }

    void pause(NodeId node) {
        paused.putIfAbsent(node, new ArrayList<>());
    }

    /** Everything that waits at the node happens now. */
    void resume(NodeId node) {
        forget(node).forEach(it -> simulation.after(Duration.ZERO, it));
    }

    /** Nothing that waits at the node will ever happen. */
    List<Runnable> forget(NodeId node) {
        return Optional.ofNullable(paused.remove(node)).orElse(List.of());
    }

    void whenAwake(NodeId node, Runnable action) {
        List<Runnable> held = paused.get(node);
        if (held == null) {
            action.run();
        } else {
            held.add(action);
        }
    }

    /** Does it run, and can it be reached by others? */
    boolean isThere(NodeId node) {
        return !isolated.contains(node) && !paused.containsKey(node);
    }

    /** Would the one hear from the other now? */
    boolean reaches(NodeId from, NodeId to) {
        return !paused.containsKey(from) && !paused.containsKey(to) && connects(from, to);
    }

    /** Could the one ask the other and be answered now? */
    boolean converses(NodeId one, NodeId other) {
        return reaches(one, other) && reaches(other, one);
    }

    private boolean connects(NodeId from, NodeId to) {
        return from.equals(to)
                || (!isolated.contains(from) && !isolated.contains(to) && !cut.contains(new Link(from, to)));
    }

    boolean chance(double probability) {
        return randomness.chance(probability);
    }

    /** Sends a message that is lost with the given probability. */
    void send(NodeId from, NodeId to, double lost, Runnable delivery) {
        if (!from.equals(to) && chance(lost)) {
            simulation.fault("message lost");
            return;
        }
        simulation.after(upTo(faults.delayMax()), () -> {
            if (connects(from, to)) {
                whenAwake(to, delivery);
            }
        });
    }

    /** Lets a message arrive once more, later, if it is one of the unlucky ones. */
    void sendAgain(Runnable delivery) {
        if (chance(faults.duplicated())) {
            simulation.fault("command repeated");
            simulation.after(upTo(faults.duplicateDelayMax()), delivery);
        }
    }

    /** Mostly short, sometimes up to {@code max}. */
    Duration upTo(Duration max) {
        long most = Math.max(DELAY_MIN.toNanos(), max.toNanos());
        double share = randomness.nextDouble();
        return Duration.ofNanos(Math.max(DELAY_MIN.toNanos(), (long) (most * share * share * share)));
    }
}
