package meridian.chaos.load;

import java.nio.file.Path;
import java.util.List;

/** What some clients do for as long as a round lasts, and what must be true of all that they were told. */
public interface Workload extends AutoCloseable {
    String name();

    void start();

    /** Goes on with keys that nobody has used: what one fault left open is no burden on the search for the next one. */
    default void refresh() {}

    /** Reads that are on their way to a node when something happens to it. They end by themselves. */
    default List<Thread> race(Endpoint endpoint, String why) {
        return List.of();
    }

    /** Returns when the last client has its last answer. All nodes must serve. */
    void stop();

    /** What was done so far. */
    Count count();

    List<Finding> judge(Truth truth);

    /** Writes down what clients were told, for whoever has to find out what went wrong. */
    void save(Path folder);

    /** Ends everything, whatever state it is in. */
    @Override
    void close();

    /**
     * How much was going on.
     *
     * @param operations that were answered
     * @param unknown that nobody knows the outcome of
     */
    record Count(long operations, long unknown) {
        public static final Count NOTHING = new Count(0, 0);

        public Count plus(Count more) {
            return new Count(operations + more.operations, unknown + more.unknown);
        }
    }

    /** Sets a workload up. */
    @FunctionalInterface
    interface Maker {
        Workload make(Stage stage);
    }
}
