package meridian.testkit;

import java.nio.file.Path;

/**
 * A kind of simulated world: the same for the same seed.
 *
 * @param name one word, by which a run is replayed
 */
public record Scenario(String name, Beginning beginning) {
    /** Makes a world and those who live in it. */
    @FunctionalInterface
    public interface Beginning {
        /** @param folder the run's own, which does not exist yet and is deleted when it is over */
        Run begin(long seed, Path folder);
    }

    Run begin(long seed, Path folder) {
        return beginning.begin(seed, folder);
    }

    /** One world, from its beginning to the last check. */
    public interface Run extends AutoCloseable {
        Simulation simulation();

        /** Lets everything happen, and checks it. Throws when something is wrong. */
        void play();

        Traffic traffic();

        @Override
        void close();
    }

    /**
     * What clients asked.
     *
     * @param operations all that they asked
     * @param unknown how many of them ended without anybody knowing whether they were done
     */
    public record Traffic(long operations, long unknown) {
        /** What a history has. */
        public static Traffic of(History<?, ?> history) {
            return history.everything().stream().reduce(new Traffic(0, 0), Traffic::with, Traffic::plus);
        }

        private Traffic with(History.Operation<?, ?> operation) {
            return plus(new Traffic(1, operation.ending() instanceof History.Ending.Unknown<?> ? 1 : 0));
        }

        public Traffic plus(Traffic more) {
            return new Traffic(operations + more.operations, unknown + more.unknown);
        }
    }
}
