package meridian.simulation;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import meridian.base.Ticker;
import meridian.testkit.Canary;
import meridian.testkit.Logbook;
import meridian.testkit.Scenario;
import meridian.testkit.Table;
import meridian.testkit.Trial;

/** Runs scenarios for many seeds, says how it goes, and ends with a table. */
final class Campaign {
    private static final Duration WORD_EVERY = Duration.ofSeconds(10);

    private final Path scratch;
    private final Path evidence;
    private final Ticker ticker;
    private final PrintWriter out;
    private final Map<String, Tally> tallies = new LinkedHashMap<>();
    private long from;

    /**
     * @param scratch a folder for the data of the nodes
     * @param evidence a folder for the transcripts of failed runs
     */
    Campaign(Path scratch, Path evidence, Ticker ticker, PrintWriter out) {
        this.scratch = scratch;
        this.evidence = evidence;
        this.ticker = ticker;
        this.out = out;
    }

    /**
     * Which seeds.
     *
     * @param seeds how many at most
     * @param time no new seed begins after so long
     */
    record Plan(long from, long seeds, Duration time) {
        static final Duration NO_LIMIT = Duration.ofDays(365);
    }

    /** What came of one scenario. */
    private record Tally(Trial.Report report, long violations) {
        static final Tally NOTHING = new Tally(Trial.Report.NOTHING, 0);

        Tally plus(Tally more) {
            return new Tally(report.plus(more.report), violations + more.violations);
        }
    }

    /** Runs each seed in each scenario. Returns whether nothing was wrong. */
    boolean run(List<Scenario> scenarios, Plan plan) {
        scenarios.forEach(it -> tallies.put(it.name(), Tally.NOTHING));
        from = plan.from;
        out.println("Seeds from " + from + " on.");
        long begin = ticker.nanos();
        long word = begin;
        for (long done = 0; done < plan.seeds && ticker.since(begin).compareTo(plan.time) < 0; done++) {
            for (Scenario scenario : scenarios) {
                add(scenario, plan.from + done);
            }
            if (ticker.since(word).compareTo(WORD_EVERY) >= 0) {
                word = ticker.nanos();
                out.printf("%,d seeds done, %d violations%n", done + 1, violations());
            }
        }
        tables().forEach(table -> out.print("\n" + table.text()));
        out.flush();
        return violations() == 0;
    }

    private void add(Scenario scenario, long seed) {
        Tally more;
        try {
            more = new Tally(new Trial(scenario, scratch, evidence).run(seed), 0);
        } catch (AssertionError e) {
            out.println(e.getMessage());
            more = new Tally(new Trial.Report(1, 0, new Scenario.Traffic(0, 0), Map.of()), 1);
        }
        tallies.merge(scenario.name(), more, Tally::plus);
    }

    private long violations() {
        return tallies.values().stream().mapToLong(Tally::violations).sum();
    }

    /** Leaves the tables of the last run on the page of long runs. */
    void record(Logbook logbook) {
        String text = tables().map(Table::markdown).collect(Collectors.joining("\n"));
        out.println("Recorded in " + logbook.add("simulation", "Seeds from " + from + " on.\n\n" + text));
    }

    private Stream<Table> tables() {
        Table scenarios = new Table().row("scenario", "seeds", "events", "operations", "unknown", "violations");
        tallies.forEach((name, tally) -> scenarios.row(
                name,
                tally.report.seeds(),
                tally.report.events(),
                tally.report.traffic().operations(),
                tally.report.traffic().unknown(),
                tally.violations));
        Trial.Report all =
                tallies.values().stream().map(Tally::report).reduce(Trial.Report.NOTHING, Trial.Report::plus);
        Table faults = new Table().row("fault", "times");
        new TreeMap<>(all.faults()).forEach(faults::row);
        return Stream.of(scenarios, faults);
    }

    /** Lets each canary be caught. Returns whether all were. */
    boolean findMistakes(List<Canary> canaries) {
        boolean good = true;
        out.printf("  %-48s %-10s %s%n", "mistake", "within", "found");
        for (Canary canary : canaries) {
            String result;
            try {
                Canary.Caught caught = canary.require(new Trial(canary.scenario(), scratch, evidence));
                result = "at seed " + caught.seed() + ": " + caught.symptom();
            } catch (AssertionError e) {
                good = false;
                result = "NOT: " + e.getMessage();
            }
            out.printf("  %-48s %-10s %s%n", canary.name(), canary.seedsMax(), result);
        }
        out.flush();
        return good;
    }
}
