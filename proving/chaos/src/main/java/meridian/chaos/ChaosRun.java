package meridian.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import meridian.base.Machine;
import meridian.chaos.Experiment.Setting;
import meridian.chaos.base.ChaosFailure;
import meridian.chaos.base.Folders;
import meridian.chaos.load.Timeline;
import meridian.chaos.load.WorkloadKind;
import meridian.chaos.report.Incident;
import meridian.chaos.report.ReportFolder;
import meridian.chaos.report.Summary;
import meridian.testkit.SeededRandomness;

/** Round after round of the same workloads under the faults of a schedule, and the report about it. */
final class ChaosRun {
    private static final Path REPORTS = Path.of("proving", "chaos", "target", "reports");

    private final Experiment experiment;
    private final List<WorkloadKind> workloads;
    private final FaultMenu menu;
    private final Schedule schedule;
    private final ReportFolder report;
    private final Consumer<String> out;
    private final Summary summary = new Summary();

    /** @param out is told what the run is, of each fault, and what came of it */
    ChaosRun(
            Experiment experiment,
            List<WorkloadKind> workloads,
            FaultMenu menu,
            Schedule schedule,
            Path report,
            Consumer<String> out) {
        this.experiment = experiment;
        this.workloads = List.copyOf(workloads);
        this.menu = menu;
        this.schedule = schedule;
        this.report = new ReportFolder(report);
        this.out = out;
    }

    /** Where a report goes if nobody says where. What an earlier run with the same seed left there is removed. */
    static Path defaultReport(String name, long seed) {
        Path folder = Product.installed().home().resolve(REPORTS).resolve(name + "-" + Long.toHexString(seed));
        Folders.delete(folder);
        return folder;
    }

    /** Throws unless every checker was content with every round. */
    void run() {
        head().forEach(out);
        try {
            experiment.run(this::torment);
        } catch (ChaosFailure failure) {
            throw new ChaosFailure(failure.getMessage() + "\nReport: " + report.path(), failure);
        }
    }

    private List<String> head() {
        String words = workloads.stream().map(WorkloadKind::word).collect(Collectors.joining(", "));
        return Stream.concat(
                        Stream.of(
                                "seed: " + experiment.seed(),
                                "to replay: " + experiment.replay(),
                                "nodes: " + experiment.nodes(),
                                "workloads: " + words),
                        menu.describe().lines())
                .toList();
    }

    private void torment(Setting setting) {
        Timeline timeline = new Timeline(Machine.ticker());
        try {
            setting.cluster().start();
            rounds(setting, timeline);
        } finally {
            report.finish(head(), summary, timeline);
            collect(setting.cluster());
            out.accept(summary.text());
            out.accept("Report: " + report.path());
        }
    }

    private void rounds(Setting setting, Timeline timeline) {
        SeededRandomness draws = setting.randomness().fork();
        int number = 1;
        Optional<List<Fault>> faults = schedule.next(number, Duration.ZERO, draws);
        while (faults.isPresent()) {
            Round.Plan plan = Round.Plan.of("round" + number, workloads, faults.get());
            Round round = new Round(setting.cluster(), plan, timeline, setting.randomness(), this::note);
            Round.Report result = round.run(report.clearHistories());
            summary.add(result.counts(), result.findings());
            result.requireGood();
            round.compact();
            faults = schedule.next(++number, timeline.now(), draws);
        }
    }

    private void note(Incident incident) {
        summary.add(incident);
        report.add(incident);
        out.accept(incident.toString());
    }

    /** What stands in the way of that must not hide what went wrong before: a disk may be broken still. */
    private void collect(ProcessCluster cluster) {
        for (NodeProcess node : cluster.nodes()) {
            try {
                cluster.metrics(node).ifPresent(metrics -> report.keepMetrics(node.id(), metrics));
                report.keepLogs(node.id(), Folders.find(node.place().folder(), ChaosRun::isWorthKeeping));
            } catch (ChaosFailure failure) {
                out.accept("The report lacks logs of " + node.id() + ": " + failure.getMessage());
            }
        }
    }

    /** RocksDB has files of numbers that end like logs. */
    private static boolean isWorthKeeping(Path file) {
        return String.valueOf(file.getFileName()).matches("[a-z].*\\.(log|yaml|jsonl)");
    }

    Summary summary() {
        return summary;
    }
}
