package meridian.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import meridian.chaos.host.IsolatedHost;
import meridian.chaos.load.Workload;
import meridian.testkit.SeededRandomness;

/** What a fault has to do with. */
record Scene(ProcessCluster cluster, List<Workload> workloads, SeededRandomness randomness) {
    private static final Duration HOLD_MIN = Duration.ofMillis(500);
    private static final Duration HOLD_MAX = Duration.ofMillis(2500);

    List<NodeProcess> nodes() {
        return cluster.nodes();
    }

    NodeProcess leader() {
        return cluster.awaitLeader(nodes());
    }

    NodeProcess follower() {
        return randomness.pick(cluster.others(leader()));
    }

    /** What the node is on. Throws unless the nodes have hosts of their own. */
    IsolatedHost host(NodeProcess node) {
        return cluster.host(node);
    }

    NodeProcess any() {
        return randomness.pick(nodes());
    }

    /** How many nodes the others can do without. */
    int minority() {
        return (nodes().size() - 1) / 2;
    }

    List<NodeProcess> without(List<NodeProcess> some) {
        List<NodeProcess> rest = new ArrayList<>(nodes());
        rest.removeAll(some);
        return List.copyOf(rest);
    }

    /** How long a fault lasts once the cluster copes with it. */
    Duration hold() {
        return randomness.between(HOLD_MIN, HOLD_MAX);
    }

    /** Returns when a write goes through on one of these; says so. */
    String awaitWrite(List<NodeProcess> among) {
        return "a write went through after " + Outage.measure(among).toMillis() + " ms";
    }

    /** Reads that are on their way to a node when something happens to it. */
    List<Thread> race(NodeProcess node, String why) {
        return workloads.stream()
                .flatMap(workload -> workload.race(node.place().endpoint(), why).stream())
                .toList();
    }
}
