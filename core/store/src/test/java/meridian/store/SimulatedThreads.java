package meridian.store;

import java.time.Duration;
import java.util.concurrent.Executor;
import meridian.testkit.SeededRandomness;
import meridian.testkit.Simulation;

/** The shell's threads as events of a simulation: everything takes a while, and nothing runs after the end. */
final class SimulatedThreads implements Threads {
    private static final Duration BUSY_MAX = Duration.ofMillis(5);

    private final Simulation simulation;
    private final SeededRandomness randomness;
    private boolean over;

    SimulatedThreads(Simulation simulation) {
        this.simulation = simulation;
        this.randomness = simulation.fork();
    }

    @Override
    public void later(Duration pause, Runnable action) {
        simulation.after(pause, () -> {
            if (!over) {
                action.run();
            }
        });
    }

    @Override
    public Executor readers() {
        return action -> later(randomness.between(Duration.ZERO, BUSY_MAX), action);
    }

    @Override
    public Executor hub() {
        return readers();
    }

    @Override
    public void close() {
        over = true;
    }
}
