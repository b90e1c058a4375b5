package meridian.chaos.report;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import meridian.chaos.load.Finding;
import meridian.chaos.load.Workload.Count;
import meridian.testkit.Table;

/** All that came out of a run, round after round. */
public final class Summary {
    private final Map<String, Count> workloads = new LinkedHashMap<>();
    private final Map<String, Suffered> faults = new TreeMap<>();
    private final Map<String, Verdict> verdicts = new LinkedHashMap<>();
    private int rounds;

    /** What a fault did to the writers. */
    private record Suffered(long times, Duration longest) {
        Suffered plus(Suffered more) {
            return new Suffered(times + more.times, longest.compareTo(more.longest) > 0 ? longest : more.longest);
        }
    }

    /** What a checker said, over all rounds. */
    private record Verdict(long rounds, long violations) {
        Verdict plus(Verdict more) {
            return new Verdict(rounds + more.rounds, violations + more.violations);
        }
    }

    public void add(Incident incident) {
        faults.merge(incident.fault(), new Suffered(1, incident.outage()), Suffered::plus);
    }

    public void add(Map<String, Count> counts, List<Finding> findings) {
        rounds++;
        counts.forEach((workload, count) -> workloads.merge(workload, count, Count::plus));
        findings.forEach(
                finding -> verdicts.merge(finding.checker(), new Verdict(1, finding.isGood() ? 0 : 1), Verdict::plus));
    }

    public long violations() {
        return verdicts.values().stream().mapToLong(Verdict::violations).sum();
    }

    /** As the end of a run says it. */
    public String text() {
        return "\nrounds: %d, violations: %d\n\n".formatted(rounds, violations())
                + tables().map(Table::text).collect(Collectors.joining("\n"));
    }

    /** As the page of long runs keeps it. */
    public String markdown() {
        return "Rounds: %d, violations: **%d**.\n\n".formatted(rounds, violations())
                + tables().map(Table::markdown).collect(Collectors.joining("\n"));
    }

    private Stream<Table> tables() {
        return Stream.of(workloadTable(), faultTable(), verdictTable());
    }

    private Table workloadTable() {
        Table table = new Table().row("workload", "operations answered", "outcome unknown");
        workloads.forEach((name, count) -> table.row(name, count.operations(), count.unknown()));
        Count all = workloads.values().stream().reduce(Count.NOTHING, Count::plus);
        return table.row("all", all.operations(), all.unknown());
    }

    private Table faultTable() {
        Table table = new Table().row("fault", "times", "longest without a write, ms");
        faults.forEach((name, it) -> table.row(name, it.times, it.longest.toMillis()));
        return table;
    }

    private Table verdictTable() {
        Table table = new Table().row("checker", "rounds", "violations");
        verdicts.forEach((name, it) -> table.row(name, it.rounds, it.violations));
        return table;
    }
}
