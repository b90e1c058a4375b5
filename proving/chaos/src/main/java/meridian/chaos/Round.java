package meridian.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import meridian.base.Bytes;
import meridian.base.NodeId;
import meridian.testkit.SeededRandomness;
import meridian.testkit.WatchChecker.Batch;

/** A stretch of load with faults in it, from calm to calm, and what the checkers say about it. */
final class Round {
    private static final Duration BETWEEN_FAULTS = Duration.ofMillis(500);
    private static final Duration LAST_READ_MAX = Duration.ofSeconds(10);
    private static final Duration HISTORY_MAX = Duration.ofSeconds(60);

    private final ProcessCluster cluster;
    private final Plan plan;
    private final Answerer.Choice choice;
    private final SeededRandomness randomness;
    private final Consumer<String> log;
    private final Bytes prefix;
    private final Notebook notebook = new Notebook();

    /** @param log is told of each fault */
    Round(ProcessCluster cluster, Plan plan, SeededRandomness randomness, Consumer<String> log) {
        this(cluster, plan, Answerer.Choice.ANY_NODE, randomness, log);
    }

    /** @param choice whom the clients ask */
    Round(
            ProcessCluster cluster,
            Plan plan,
            Answerer.Choice choice,
            SeededRandomness randomness,
            Consumer<String> log) {
        this.cluster = cluster;
        this.choice = choice;
        this.plan = plan;
        this.randomness = randomness;
        this.log = log;
        this.prefix = Bytes.utf8(plan.name() + "/");
    }

    /** @param folder where the evidence goes if anything is wrong */
    Report run(Path folder) {
        long start = cluster.revision(cluster.nodes().getFirst()) + 1;
        List<Place> places = cluster.nodes().stream().map(NodeProcess::place).toList();
        Map<NodeId, NodeWatcher> watchers = new LinkedHashMap<>();
        Workload workload =
                new Workload(notebook, places, choice, prefix, plan.keys(), plan.clientsPerKey(), randomness.fork());
        try {
            places.forEach(place -> watchers.put(place.id(), new NodeWatcher(place, prefix, start)));
            torment(workload);
            Evidence evidence = collect(start, watchers);
            List<Finding> findings = new Judge(evidence).judge(plan.answersMin());
            if (!findings.stream().allMatch(Finding::isGood)) {
                evidence.save(folder);
            }
            return new Report(evidence.answered(true), evidence.answered(false), evidence.unknown(), findings);
        } finally {
            workload.close();
            watchers.values().forEach(NodeWatcher::close);
        }
    }

    private void torment(Workload workload) {
        Saboteur saboteur = new Saboteur(cluster, workload, randomness.fork());
        workload.start();
        Await.pause(BETWEEN_FAULTS);
        for (Fault fault : plan.faults()) {
            log.accept(saboteur.inject(fault));
            Await.pause(BETWEEN_FAULTS);
        }
        workload.stop();
        workload.readEverywhere(LAST_READ_MAX);
    }

    private Evidence collect(long start, Map<NodeId, NodeWatcher> watchers) {
        Map<NodeId, List<Change>> histories = new LinkedHashMap<>();
        Map<NodeId, List<Batch<Change>>> told = new LinkedHashMap<>();
        long end = cluster.revision(cluster.nodes().getFirst());
        for (NodeProcess node : cluster.nodes()) {
            histories.put(node.id(), history(node, start, end));
        }
        watchers.forEach((node, watcher) -> told.put(node, hearOut(node, watcher, end)));
        return new Evidence(
                notebook.operations(),
                notebook.revisions(),
                notebook.refused(),
                start,
                histories,
                cluster.hashes(),
                told);
    }

    private List<Change> history(NodeProcess node, long start, long end) {
        try (NodeWatcher watcher = new NodeWatcher(node.place(), prefix, start)) {
            return hearOut(node.id(), watcher, end).stream()
                    .flatMap(batch -> batch.events().stream())
                    .filter(change -> change.revision() <= end)
                    .toList();
        }
    }

    private static List<Batch<Change>> hearOut(NodeId node, NodeWatcher watcher, long end) {
        Await.until("a watch on " + node + " tells everything up to " + end, HISTORY_MAX, () -> {
            watcher.requireNotRefused();
            return watcher.upTo() >= end;
        });
        return watcher.told();
    }

    /** Forgets how the keys came to be what they are, so that a long run does not fill the disk. */
    void compact() {
        NodeProcess first = cluster.nodes().getFirst();
        try (StoreClient client = new StoreClient(first.place().client())) {
            client.compact(client.revision());
        }
    }

    /**
     * @param name what the keys begin with
     * @param answersMin so many writes and so many reads must have been answered
     */
    record Plan(String name, int keys, int clientsPerKey, long answersMin, List<Fault> faults) {
        Plan {
            faults = List.copyOf(faults);
        }
    }

    /**
     * What came out.
     *
     * @param writes answered questions that may write, {@code reads} that do not, {@code unknown} neither
     */
    record Report(long writes, long reads, long unknown, List<Finding> findings) {
        /** Throws unless every checker is content. */
        void requireGood() {
            List<Finding> bad =
                    findings.stream().filter(finding -> !finding.isGood()).toList();
            if (!bad.isEmpty()) {
                throw new AssertionError(bad.stream()
                        .map(it -> it.checker() + "? " + it.problem())
                        .collect(Collectors.joining("\n")));
            }
        }
    }
}
