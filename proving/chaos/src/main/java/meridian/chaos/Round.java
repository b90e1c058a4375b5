package meridian.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import meridian.base.Bytes;
import meridian.base.Machine;
import meridian.chaos.base.Await;
import meridian.chaos.load.Endpoint;
import meridian.chaos.load.Finding;
import meridian.chaos.load.Pulse;
import meridian.chaos.load.Stage;
import meridian.chaos.load.StoreClient;
import meridian.chaos.load.Timeline;
import meridian.chaos.load.Truth;
import meridian.chaos.load.Workload;
import meridian.chaos.load.WorkloadKind;
import meridian.chaos.report.Incident;
import meridian.testkit.SeededRandomness;

/** A stretch of load with faults in it, from calm to calm, and what the checkers say about it. */
final class Round {
    private static final Duration BETWEEN_FAULTS = Duration.ofSeconds(1);

    private final ProcessCluster cluster;
    private final Plan plan;
    private final Timeline timeline;
    private final SeededRandomness randomness;
    private final Consumer<Incident> log;

    /** @param log is told of each fault when it is healed */
    Round(ProcessCluster cluster, Plan plan, Timeline timeline, SeededRandomness randomness, Consumer<Incident> log) {
        this.cluster = cluster;
        this.plan = plan;
        this.timeline = timeline;
        this.randomness = randomness;
        this.log = log;
    }

    /** @param folder where what clients were told is written down, whatever it is worth */
    Report run(Path folder) {
        long start = cluster.revision(cluster.nodes().getFirst()) + 1;
        List<Workload> workloads = new ArrayList<>();
        try {
            plan.workloads().forEach((name, maker) -> workloads.add(maker.make(stage(name))));
            List<Finding> findings = judge(workloads, start, folder);
            Map<String, Workload.Count> counts = new LinkedHashMap<>();
            workloads.forEach(it -> counts.put(it.name(), it.count()));
            return new Report(counts, findings);
        } finally {
            workloads.forEach(it -> it.save(folder));
            workloads.forEach(Workload::close);
        }
    }

    private Stage stage(String name) {
        return new Stage(cluster.endpoints(), plan.prefix(), name, timeline, randomness.fork());
    }

    private List<Finding> judge(List<Workload> workloads, long start, Path folder) {
        List<Finding> findings = new ArrayList<>();
        try (Pulse _ = new Pulse(cluster.endpoints(), timeline)) {
            findings.add(Finding.of("every fault was healed", () -> torment(workloads)));
            findings.add(Finding.of(
                    "all was well again in time", () -> new Recovery(cluster, workloads, timeline).require()));
        }
        if (findings.stream().allMatch(Finding::isGood)) {
            workloads.forEach(Workload::stop);
            Truth truth = Truth.ask(cluster.endpoints(), Bytes.utf8(plan.prefix()), start, cluster.hashes());
            truth.save(folder);
            findings.add(truth.agreement());
            findings.add(truth.timeliness(Instant.ofEpochMilli(Machine.clock().unixMillis())));
            workloads.forEach(it -> findings.addAll(it.judge(truth)));
        }
        return List.copyOf(findings);
    }

    private void torment(List<Workload> workloads) {
        Saboteur saboteur = new Saboteur(cluster, workloads, timeline, randomness.fork());
        workloads.forEach(Workload::start);
        Await.pause(BETWEEN_FAULTS);
        for (Fault fault : plan.faults()) {
            workloads.forEach(Workload::refresh);
            log.accept(saboteur.inject(fault));
            Await.pause(BETWEEN_FAULTS);
        }
    }

    /** Forgets how the keys came to be what they are, so that a long run does not fill the disk. */
    void compact() {
        Endpoint first = cluster.endpoints().getFirst();
        try (StoreClient client = new StoreClient(first)) {
            client.compact(client.revision());
        }
    }

    /**
     * What happens in a round.
     *
     * @param name what all its keys begin with
     * @param workloads by their names
     */
    record Plan(String name, Map<String, Workload.Maker> workloads, List<Fault> faults) {
        Plan {
            workloads = new LinkedHashMap<>(workloads);
            faults = List.copyOf(faults);
        }

        static Plan of(String name, List<WorkloadKind> kinds, List<Fault> faults) {
            Map<String, Workload.Maker> workloads = new LinkedHashMap<>();
            kinds.forEach(kind -> workloads.put(kind.word(), kind.maker()));
            return new Plan(name, workloads, faults);
        }

        String prefix() {
            return name + "/";
        }
    }

    /** What came out. */
    record Report(Map<String, Workload.Count> counts, List<Finding> findings) {
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
