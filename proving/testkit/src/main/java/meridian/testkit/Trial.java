package meridian.testkit;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import meridian.base.Machine;

/**
 * Runs scenarios seed by seed. What fails says in one line how to replay it, and leaves a transcript; one seed in ten is
 * run twice, and both runs must have the same transcript.
 */
public final class Trial {
    private static final int SEEDS_PER_REPETITION = 10;

    private final Scenario scenario;
    private final Path scratch;
    private final Path evidence;

    /**
     * @param scratch a folder for the data of the nodes
     * @param evidence a folder for the transcripts of failed runs
     */
    public Trial(Scenario scenario, Path scratch, Path evidence) {
        this.scenario = scenario;
        this.scratch = scratch;
        this.evidence = evidence;
    }

    /** What happened in the runs of some seeds. */
    public record Report(long seeds, long events, Scenario.Traffic traffic, Map<String, Long> faults) {
        public static final Report NOTHING = new Report(0, 0, new Scenario.Traffic(0, 0), Map.of());

        public Report {
            faults = Map.copyOf(faults);
        }

        public Report plus(Report more) {
            Map<String, Long> all = new TreeMap<>(faults);
            more.faults.forEach((kind, count) -> all.merge(kind, count, Long::sum));
            return new Report(seeds + more.seeds, events + more.events, traffic.plus(more.traffic), all);
        }
    }

    /** Runs these seeds, and then fresh ones until so many events have happened; or only the seed that is asked for. */
    public Report smoke(List<Long> known, long freshEvents) {
        if (Seeds.asked().isPresent()) {
            return run(Seeds.asked().get());
        }
        Report report = known.stream().map(this::run).reduce(Report.NOTHING, Report::plus);
        System.out.println("fresh seeds of " + scenario.name() + " from " + Seeds.fresh());
        Report fresh = Report.NOTHING;
        while (fresh.events < freshEvents) {
            fresh = fresh.plus(run(Seeds.fresh() + fresh.seeds));
        }
        return report.plus(fresh);
    }

    /** Throws an AssertionError when something is wrong with it. */
    public Report run(long seed) {
        Outcome first = once(seed);
        if (seed % SEEDS_PER_REPETITION == 0) {
            requireSame(seed, first.transcript, once(seed).transcript);
        }
        return first.report;
    }

    private record Outcome(Report report, List<String> transcript) {}

    private Outcome once(long seed) {
        Path folder = scratch.resolve(scenario.name() + "-" + seed);
        try (Scenario.Run run = scenario.begin(seed, folder)) {
            try {
                run.play();
            } catch (RuntimeException | AssertionError e) {
                Path file = write(seed, "", run.simulation().transcript());
                throw failure(seed, e + "\nwhat happened stands in " + file, e);
            }
            Simulation simulation = run.simulation();
            Report report = new Report(1, simulation.events(), run.traffic(), simulation.faults());
            return new Outcome(report, List.copyOf(simulation.transcript()));
        } catch (RuntimeException e) {
            throw failure(seed, "it could not begin or end: " + e, e);
        } finally {
            Machine.disk().delete(folder);
        }
    }

    private void requireSame(long seed, List<String> first, List<String> second) {
        if (!first.equals(second)) {
            Path one = write(seed, "-first", first);
            Path two = write(seed, "-second", second);
            throw failure(seed, "two runs differ, see " + one + " and " + two, new AssertionError("not repeatable"));
        }
    }

    private AssertionError failure(long seed, String problem, Throwable cause) {
        return new AssertionError(
                "seed " + seed + " of " + scenario.name() + " fails; to replay: " + replay(seed) + "\n" + problem,
                cause);
    }

    /** What to type to run this seed again. */
    private String replay(long seed) {
        return "./meridian simulate --only " + scenario.name() + " --from " + seed + " --seeds 1";
    }

    private Path write(long seed, String suffix, List<String> transcript) {
        Path file =
                evidence.resolve(scenario.name() + "-" + seed + suffix + ".txt").toAbsolutePath();
        Machine.disk().makeFolders(evidence.toAbsolutePath());
        Machine.disk().replace(file, (String.join("\n", transcript) + "\n").getBytes(StandardCharsets.UTF_8));
        return file;
    }
}
