package meridian.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** What every side-by-side benchmark can be told. */
final class RaceOptions {
    private static final Duration QUICK_WARMUP = Duration.ofSeconds(3);
    private static final Duration QUICK_WINDOW = Duration.ofSeconds(2);

    enum Target {
        LEADER,
        ALL
    }

    enum Output {
        TEXT,
        JSON
    }

    @Option(
            names = "--rounds",
            defaultValue = "3",
            description = "how many turns each system gets (default: ${DEFAULT-VALUE})")
    private int rounds;

    @Option(
            names = "--warmup-seconds",
            defaultValue = "60",
            description = "load before anything is measured (default: ${DEFAULT-VALUE})")
    private int warmupSeconds;

    @Option(
            names = "--settle-seconds",
            defaultValue = "3",
            description = "load before each window (default: ${DEFAULT-VALUE})")
    private int settleSeconds;

    @Option(
            names = "--window-seconds",
            defaultValue = "15",
            description = "length of each measured window (default: ${DEFAULT-VALUE})")
    private int windowSeconds;

    @Option(names = "--target", defaultValue = "ALL", description = "who is asked: leader or all (default: all)")
    private Target target = Target.ALL;

    @Option(names = "--only", split = ",", description = "take these measures only")
    private List<String> only = List.of();

    @Option(names = "--against", split = ",", description = "compare with these systems only (default: all there are)")
    private List<String> peers = List.of();

    @Option(names = "--system", split = ",", description = "run these systems only")
    private List<String> systems = List.of();

    @Option(names = "--quick", description = "a short try of everything, whose numbers mean nothing")
    private boolean quick;

    @Option(names = "--jfr", description = "keep a flight recording of a Java system's leader for each window")
    private boolean profile;

    @Option(names = "--record", description = "also write the report to docs/benchmarks")
    private boolean record;

    @Option(
            names = "--output",
            defaultValue = "TEXT",
            description = "what goes to stdout: text or json (default: text)")
    private Output output = Output.TEXT;

    @Option(
            names = "--work",
            defaultValue = "${sys:java.io.tmpdir}",
            description = "where the data of the nodes goes (default: ${DEFAULT-VALUE})")
    private Path work = Path.of("");

    @Option(names = "--report", description = "where the report goes (default: a new folder in proving/bench/target)")
    private Path report = Path.of("");

    Schedule schedule() {
        return quick
                ? new Schedule(1, QUICK_WARMUP, Duration.ofSeconds(1), QUICK_WINDOW)
                : new Schedule(
                        rounds,
                        Duration.ofSeconds(warmupSeconds),
                        Duration.ofSeconds(settleSeconds),
                        Duration.ofSeconds(windowSeconds));
    }

    Target target() {
        return target;
    }

    Output output() {
        return output;
    }

    boolean quick() {
        return quick;
    }

    boolean profile() {
        return profile;
    }

    boolean record() {
        return record;
    }

    Path work() {
        return work.toAbsolutePath();
    }

    /** The folder that was asked for, or else the given one. */
    Path reportOr(Path usual) {
        return report.toString().isEmpty() ? usual : report;
    }

    /** The measures to take, out of those that there are. */
    List<String> measuresOf(List<String> known) {
        return selected("--only", only, known);
    }

    /** The systems to run: the peers picked out of those that there are, and the subject as the last one. */
    List<String> systemsOf(List<String> known, String subject) {
        List<String> compared = new ArrayList<>(selected("--against", peers, known));
        compared.add(subject);
        return selected("--system", systems, compared);
    }

    /** All problems of the options, so that the user has to correct them only once. */
    void check() {
        List<String> problems = new ArrayList<>();
        if (rounds < 1 || warmupSeconds < 0 || settleSeconds < 0 || windowSeconds < 1) {
            problems.add("--rounds and --window-seconds must be at least 1, the other times at least 0");
        }
        if (quick && record) {
            problems.add("--quick measures nothing, so there is nothing to --record: leave one of them out");
        }
        if (!problems.isEmpty()) {
            throw new BenchFailure(String.join("\n", problems));
        }
    }

    /** For the report. */
    Map<String, String> facts() {
        Schedule schedule = schedule();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("rounds", Integer.toString(schedule.rounds()));
        facts.put("warm-up", schedule.warmup().toSeconds() + " s with all workloads at once, in every turn");
        facts.put(
                "window",
                schedule.window().toSeconds() + " s, after " + schedule.settle().toSeconds() + " s of settling");
        facts.put("clients talk to", target == Target.ALL ? "all nodes, evenly" : "the leader");
        return facts;
    }

    private static List<String> selected(String option, List<String> wanted, List<String> known) {
        List<String> unknown =
                wanted.stream().filter(name -> !known.contains(name)).toList();
        if (!unknown.isEmpty()) {
            throw new BenchFailure(option + ": there is no " + String.join(", ", unknown) + "; there are "
                    + String.join(", ", known) + ".");
        }
        return wanted.isEmpty()
                ? known
                : known.stream().filter(wanted::contains).toList();
    }
}
