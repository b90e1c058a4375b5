package meridian.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import meridian.base.Address;
import meridian.base.Ticker;

/** Runs the systems in turn, one at a time, each turn from an empty data folder, and gathers what was measured. */
final class Race {
    private final Suite suite;
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
     */
    record Plan(Schedule schedule, Set<String> only, boolean leaderOnly, Path workFolder, Profiler profiler) {
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

    Race(Suite suite, Plan plan, Cleanup cleanup, Progress progress, Ticker ticker) {
        this.suite = suite;
        this.plan = plan;
        this.cleanup = cleanup;
        this.progress = progress;
        this.ticker = ticker;
    }

    Result run(List<SystemUnderTest> systems) {
        for (int round = 1; round <= plan.schedule().rounds(); round++) {
            for (SystemUnderTest system : systems) {
                turn(system, round);
            }
        }
        return new Result(samples, commandLines);
    }

    private void turn(SystemUnderTest system, int round) {
        progress.say("%s, round %d of %d", system.name(), round, plan.schedule().rounds());
        Path folder = Folders.create(plan.workFolder().resolve(system.name() + "-" + round));
        try (Cleanup.Step _ = cleanup.later(() -> Folders.delete(folder))) {
            long begun = ticker.nanos();
            RunningSystem running = system.start(folder);
            try (Cleanup.Step _ = cleanup.later(running::close)) {
                suite.awaitFirstWrite(running);
                keep(startSample(system, round, ticker.since(begun)));
                commandLines.putIfAbsent(
                        system.name(),
                        MachineFacts.commandLine(running.processIds().getFirst()));
                load(running, system, round);
            }
        }
    }

    private Sample startSample(SystemUnderTest system, int round, Duration up) {
        return new Sample(suite.startMeasure().name(), system.name(), round, up.toNanos() / 1e9, Optional.empty());
    }

    private void load(RunningSystem running, SystemUnderTest system, int round) {
        List<Workload> workloads = suite.workloads().stream()
                .filter(workload -> plan.only().contains(workload.measure().name()))
                .toList();
        if (workloads.isEmpty()) {
            return;
        }
        suite.fill(running.endpoints());
        Address leader = suite.leader(running.endpoints());
        List<Address> targets = plan.leaderOnly() ? List.of(leader) : running.endpoints();
        warmUp(workloads, targets);
        for (Workload workload : workloads) {
            long leaderProcess = running.processIds().get(running.endpoints().indexOf(leader));
            String title =
                    system.name() + "-" + round + "-" + workload.measure().name();
            LoadFigures figures = measure(workload, targets, running.processIds(), leaderProcess, title);
            keep(sample(workload.measure(), system, round, figures));
        }
    }

    /** All workloads at once, so that the JIT compiler meets everything that will be measured. */
    private void warmUp(List<Workload> workloads, List<Address> targets) {
        progress.say("warming up for %d s", plan.schedule().warmup().toSeconds());
        List<Clients> connected = new ArrayList<>();
        try {
            workloads.forEach(workload -> connected.add(workload.connect(targets)));
            List<Operation> operations = connected.stream()
                    .flatMap(clients -> clients.operations().stream())
                    .toList();
            try (ClosedLoop loop = ClosedLoop.start(operations, ticker)) {
                loop.run(plan.schedule().warmup());
            }
        } finally {
            connected.forEach(Clients::close);
        }
    }

    private LoadFigures measure(
            Workload workload, List<Address> targets, List<Long> processIds, long leaderProcess, String title) {
        List<Long> generator = List.of(ProcessHandle.current().pid());
        try (Clients clients = workload.connect(targets);
                ClosedLoop loop = ClosedLoop.start(clients.operations(), ticker)) {
            loop.run(plan.schedule().settle());
            try (Profiler.Recording _ = plan.profiler().record(leaderProcess, title)) {
                ProcessUsage serverBefore = ProcessUsage.of(processIds);
                ProcessUsage generatorBefore = ProcessUsage.of(generator);
                loop.openWindow();
                loop.run(plan.schedule().window());
                Window window = loop.closeWindow();
                return LoadFigures.of(
                        window,
                        ProcessUsage.of(processIds).since(serverBefore),
                        ProcessUsage.of(generator).since(generatorBefore));
            }
        }
    }

    private static Sample sample(Measure measure, SystemUnderTest system, int round, LoadFigures figures) {
        double value =
                switch (measure.quantity()) {
                    case OPERATIONS_PER_SECOND -> figures.operationsPerSecond();
                    case MEDIAN_MILLIS -> figures.p50Millis();
                    case SECONDS -> throw new IllegalArgumentException(measure.name() + " is not measured under load");
                };
        return new Sample(measure.name(), system.name(), round, value, Optional.of(figures));
    }

    private void keep(Sample sample) {
        samples.add(sample);
        progress.say("  %s", sample.text());
    }
}
