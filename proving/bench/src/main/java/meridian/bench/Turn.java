package meridian.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import meridian.base.Address;
import meridian.base.Ticker;

/** One system's turn in one round: it serves already, and now it is filled, warmed up and measured. */
final class Turn {
    private final Race.Plan plan;
    private final Contender contender;
    private final RunningSystem running;
    private final int round;
    private final Progress progress;
    private final Ticker ticker;

    Turn(Race.Plan plan, Contender contender, RunningSystem running, int round, Progress progress, Ticker ticker) {
        this.plan = plan;
        this.contender = contender;
        this.running = running;
        this.round = round;
        this.progress = progress;
        this.ticker = ticker;
    }

    /** One sample for each workload and drill that was asked for. */
    List<Sample> measure() {
        List<Sample> samples = new ArrayList<>(underLoad());
        contender
                .suite()
                .drill()
                .filter(drill -> isWanted(drill.measure()))
                .map(this::sample)
                .ifPresent(samples::add);
        return samples;
    }

    private boolean isWanted(Measure measure) {
        return plan.only().contains(measure.name());
    }

    private List<Sample> underLoad() {
        List<Workload> workloads = contender.suite().workloads().stream()
                .filter(workload -> isWanted(workload.measure()))
                .toList();
        if (workloads.isEmpty()) {
            return List.of();
        }
        contender.suite().fill(running.endpoints());
        Address leader = leader();
        List<Address> targets = plan.leaderOnly() ? List.of(leader) : running.endpoints();
        warmUp(workloads, targets);
        List<Sample> samples = new ArrayList<>();
        for (Workload workload : workloads) {
            samples.add(said(sample(workload.measure(), measure(workload, targets, leader))));
        }
        return samples;
    }

    private Address leader() {
        return contender.suite().protocol().leader(running.endpoints());
    }

    private Sample said(Sample sample) {
        progress.say("  %s", sample.text());
        return sample;
    }

    /** The leader is asked for anew, as it may have changed under load. */
    private Sample sample(Drill drill) {
        double seconds = drill.run(running, leader()).toNanos() / 1e9;
        return said(new Sample(drill.measure().name(), contender.name(), round, seconds, Optional.empty()));
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
        if (!contender.system().onJvm()) {
            return Profiler.NOTHING;
        }
        long process = running.processIds().get(running.endpoints().indexOf(leader));
        return plan.profiler()
                .record(
                        process,
                        contender.name() + "-" + round + "-"
                                + workload.measure().name());
    }

    private Sample sample(Measure measure, LoadFigures figures) {
        double value =
                switch (measure.quantity()) {
                    case OPERATIONS_PER_SECOND -> figures.operationsPerSecond();
                    case MEDIAN_MILLIS -> figures.p50Millis();
                    case SECONDS -> throw new IllegalArgumentException(measure.name() + " is not measured under load");
                };
        return new Sample(measure.name(), contender.name(), round, value, Optional.of(figures));
    }
}
