package meridian.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import meridian.base.Ticker;

/** Runs the systems in turn, one at a time, each turn from an empty data folder, and gathers what was measured. */
final class Race {
    private final Plan plan;
    private final Cleanup cleanup;
    private final Progress progress;
    private final Ticker ticker;
    private final List<Sample> samples = new ArrayList<>();
    private final Map<String, String> commandLines = new LinkedHashMap<>();

    /**
     * What to run.
     *
     * @param only the names of the measures to take
     * @param leaderOnly whether all clients talk to the leader instead of to all nodes
     * @param workFolder where the systems keep their data; both use the same disk
     * @param logFolder where the logs of a turn that fails are kept
     */
    record Plan(
            Schedule schedule,
            Set<String> only,
            boolean leaderOnly,
            Path workFolder,
            Path logFolder,
            Profiler profiler) {
        Plan {
            only = Set.copyOf(only);
        }
    }

    /**
     * What came of it.
     *
     * @param commandLines for each system, the command line of its first node: the settings that it really had
     */
    record Result(List<Sample> samples, Map<String, String> commandLines) {
        Result {
            samples = List.copyOf(samples);
            commandLines = Map.copyOf(commandLines);
        }
    }

    Race(Plan plan, Cleanup cleanup, Progress progress, Ticker ticker) {
        this.plan = plan;
        this.cleanup = cleanup;
        this.progress = progress;
        this.ticker = ticker;
    }

    Result run(List<Contender> contenders) {
        for (int round = 1; round <= plan.schedule().rounds(); round++) {
            for (Contender contender : contenders) {
                turn(contender, round);
            }
        }
        return new Result(samples, commandLines);
    }

    private void turn(Contender contender, int round) {
        progress.say(
                "%s, round %d of %d", contender.name(), round, plan.schedule().rounds());
        Path folder = Folders.create(plan.workFolder().resolve(contender.name() + "-" + round));
        try (Cleanup.Step _ = cleanup.later(() -> Folders.delete(folder))) {
            turn(contender, round, folder);
        }
    }

    private void turn(Contender contender, int round, Path folder) {
        long begun = ticker.nanos();
        RunningSystem running = contender.system().start(folder);
        try (Cleanup.Step _ = cleanup.later(running::close)) {
            contender.suite().protocol().awaitFirstWrite(running);
            Sample start = startSample(contender, round, ticker.since(begun));
            progress.say("  %s", start.text());
            samples.add(start);
            commandLines.putIfAbsent(
                    contender.name(),
                    MachineFacts.commandLine(running.processIds().getFirst()));
            samples.addAll(new Turn(plan, contender, running, round, progress, ticker).measure());
        } catch (BenchFailure e) {
            Folders.copyLogs(folder, plan.logFolder());
            progress.say("The logs of the nodes are kept in %s", plan.logFolder());
            throw e;
        }
    }

    private static Sample startSample(Contender contender, int round, Duration up) {
        return new Sample(Suite.START.name(), contender.name(), round, up.toNanos() / 1e9, Optional.empty());
    }
}
