package meridian.bench;

import java.nio.file.Path;

/** A cluster that a benchmark can start on this machine. One implementation per peer, and one for Meridian. */
interface SystemUnderTest {
    /**
     * The space that a store may fill. By default both stop at 2 GiB, which the faster of two systems reaches within a
     * turn; where the limit lies changes nothing else.
     */
    long SPACE_BYTES_MAX = 8L << 30;

    /** As it is called in tables and files: one lower-case word. */
    String name();

    /** The version that the installed program states about itself. */
    String version();

    /** Whether its nodes are JVMs, which a flight recorder can look into. */
    boolean onJvm();

    /**
     * Starts three nodes with their data in an empty folder and returns at once: the cluster may not serve yet. Whoever
     * starts it closes it.
     */
    RunningSystem start(Path folder);
}
