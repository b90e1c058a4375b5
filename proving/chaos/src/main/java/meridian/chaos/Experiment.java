package meridian.chaos;

import java.nio.file.Path;
import java.util.Optional;
import meridian.base.Machine;
import meridian.testkit.SeededRandomness;
import meridian.testkit.Seeds;

/**
 * A run with a cluster of its own in a folder of its own, decided by one seed as far as real processes allow. The folder
 * of a good run is removed, that of a bad one stays, and the failure says where it is.
 */
final class Experiment {
    private static final Path RUNS = Path.of("proving", "chaos", "target", "runs");
    private static final int NODES = 3;

    private Experiment() {}

    /** The seed that was asked for, or a fresh one. */
    static long seed() {
        return Seeds.asked().orElseGet(() -> Machine.randomness().nextLong() >>> 1);
    }

    /** @param settings more of the nodes' configuration files */
    static void run(String name, long seed, String settings, Course course) {
        Path folder = Product.installed().home().resolve(RUNS).resolve(name + "-" + Long.toHexString(seed));
        System.out.println(name + ": seed " + seed + ", in " + folder);
        Folders.delete(folder);
        try (ProcessCluster cluster = new ProcessCluster(folder, NODES, settings)) {
            course.run(new Setting(cluster, folder, new SeededRandomness(seed)));
        } catch (AssertionError | RuntimeException failure) {
            throw new ChaosFailure(
                    name + " failed: "
                            + Optional.ofNullable(failure.getMessage()).orElse(failure.toString())
                            + "\nWhat is left of it: " + folder + "\nTo replay: " + Seeds.replay(seed),
                    failure);
        }
        Folders.delete(folder);
    }

    /** What is done in a run. */
    @FunctionalInterface
    interface Course {
        void run(Setting setting);
    }

    /** What a run has to do with. */
    record Setting(ProcessCluster cluster, Path folder, SeededRandomness randomness) {}
}
