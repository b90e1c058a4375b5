package meridian.testkit;

import java.nio.file.Path;

/** A simulated world and those who live in it: the same for the same seed. */
public interface Scenario {
    /** One word, by which a run is replayed. */
    String name();

    /** @param folder the run's own, which does not exist yet and is deleted when it is over */
    Run begin(long seed, Path folder);

    /** One world, from its beginning to the last check. */
    interface Run extends AutoCloseable {
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
    record Traffic(long operations, long unknown) {
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
