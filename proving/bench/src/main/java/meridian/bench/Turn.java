package meridian.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import meridian.base.Address;
import meridian.base.Ticker;

/** One system's turn in one round: it serves already, and now it is filled, warmed up and measured. */
final class Turn {
    private final Suite suite;
    private final Race.Plan plan;
    private final SystemUnderTest system;
    private final RunningSystem running;
    private final int round;
    private final Progress progress;
    private final Ticker ticker;

    Turn(
            Suite suite,
            Race.Plan plan,
            SystemUnderTest system,
            RunningSystem running,
            int round,
            Progress progress,
            Ticker ticker) {
        this.suite = suite;
        this.plan = plan;
        this.system = system;
        this.running = running;
        this.round = round;
        this.progress = progress;
        this.ticker = ticker;
    }

    /** One sample for each workload that was asked for. */
    List<Sample> measure() {
        List<Workload> workloads = suite.workloads().stream()
                .filter(workload -> plan.only().contains(workload.measure().name()))
                .toList();
        if (workloads.isEmpty()) {
            return List.of();
        }
        suite.fill(running.endpoints());
        Address leader = suite.leader(running.endpoints());
        List<Address> targets = plan.leaderOnly() ? List.of(leader) : running.endpoints();
        warmUp(workloads, targets);
        List<Sample> samples = new ArrayList<>();
        for (Workload workload : workloads) {
            Sample sample = sample(workload.measure(), measure(workload, targets, leader));
            progress.say("  %s", sample.text());
            samples.add(sample);
        }
        return samples;
    }

    /** All workloads at once, so that the JIT compiler meets everything that will be measured. */
    private void warmUp(List<Workload> workloads, List<Address> targets) {
        progress.say("  warming up for %d s", plan.schedule().warmup().toSeconds());
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

    private LoadFigures measure(Workload workload, List<Address> targets, Address leader) {
        List<Long> generator = List.of(ProcessHandle.current().pid());
        try (Clients clients = workload.connect(targets);
                ClosedLoop loop = ClosedLoop.start(clients.operations(), ticker)) {
            loop.run(plan.schedule().settle());
            try (Profiler.Recording _ = profile(workload, leader)) {
                ProcessUsage serverBefore = ProcessUsage.of(running.processIds());
                ProcessUsage generatorBefore = ProcessUsage.of(generator);
                loop.openWindow();
                loop.run(plan.schedule().window());
                Window window = loop.closeWindow();
                return LoadFigures.of(
                        window,
                        ProcessUsage.of(running.processIds()).since(serverBefore),
                        ProcessUsage.of(generator).since(generatorBefore));
            }
        }
    }

    private Profiler.Recording profile(Workload workload, Address leader) {
        if (!system.onJvm()) {
            return Profiler.NOTHING;
        }
        long process = running.processIds().get(running.endpoints().indexOf(leader));
        return plan.profiler()
                .record(
                        process,
                        system.name() + "-" + round + "-" + workload.measure().name());
    }

    private Sample sample(Measure measure, LoadFigures figures) {
        double value =
                switch (measure.quantity()) {
                    case OPERATIONS_PER_SECOND -> figures.operationsPerSecond();
                    case MEDIAN_MILLIS -> figures.p50Millis();
                    case SECONDS -> throw new IllegalArgumentException(measure.name() + " is not measured under load");
                };
        return new Sample(measure.name(), system.name(), round, value, Optional.of(figures));
    }
}
