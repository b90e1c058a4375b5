package meridian.store;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.DoubleSupplier;
import meridian.testkit.SeededRandomness;
import meridian.testkit.Simulation;

/** The shell's threads as events of a simulation: everything takes a while, and nothing runs after the end. */
final class SimulatedThreads implements Threads {
    private static final Duration BUSY_MAX = Duration.ofMillis(5);

    private final Simulation simulation;
    private final SeededRandomness randomness;
    private final Executor process;
    private final DoubleSupplier rejected;
    private boolean over;

    SimulatedThreads(Simulation simulation) {
        this(simulation, Runnable::run, () -> 0);
    }

    /**
     * @param process runs what happens in the node's process, later if that stands still
     * @param rejected how often the readers have too much to do
     */
    SimulatedThreads(Simulation simulation, Executor process, DoubleSupplier rejected) {
        this.simulation = simulation;
        this.randomness = simulation.fork();
        this.process = process;
        this.rejected = rejected;
    }

    @Override
    public void later(Duration pause, Runnable action) {
        simulation.after(
                pause,
                () -> process.execute(() -> {
                    if (!over) {
                        action.run();
                    }
                }));
    }

    @Override
    public Executor readers() {
        return action -> {
            if (randomness.chance(rejected.getAsDouble())) {
                throw new RejectedExecutionException("all readers are busy");
            }
            soon(action);
        };
    }

    @Override
    public Executor hub() {
        return this::soon;
    }

    private void soon(Runnable action) {
        later(randomness.between(Duration.ZERO, BUSY_MAX), action);
    }

    @Override
    public void close() {
        over = true;
    }
}
