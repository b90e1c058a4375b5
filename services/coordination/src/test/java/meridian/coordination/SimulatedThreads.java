package meridian.coordination;

import java.time.Duration;
import java.util.concurrent.Executor;
import meridian.store.SimulatedStores;

/** The recipes' work as events of a simulation, which end with the life of their node. */
record SimulatedThreads(SimulatedStores.Life life) implements Threads {
    @Override
    public Executor lines() {
        return life::soon;
    }

    @Override
    public Runnable later(Duration pause, Runnable action) {
        life.later(pause, action);
        return () -> {};
    }

    @Override
    public void close() {}
}
