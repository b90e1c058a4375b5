package meridian.chaos;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import meridian.base.Machine;
import meridian.chaos.base.ChaosFailure;
import meridian.chaos.base.Folders;
import meridian.chaos.host.Mechanism;
import meridian.testkit.SeededRandomness;
import meridian.testkit.Seeds;

/**
 * A run with a cluster of its own in a folder of its own, decided by one seed as far as real processes allow. The folder
 * of a good run is removed, that of a bad one stays, and the failure says where it is.
 *
 * @param settings more of the nodes' configuration files
 * @param used what the faults need of the machine
 * @param replay what to type to have it again
 */
record Experiment(String name, long seed, int nodes, String settings, Set<Mechanism> used, String replay) {
    private static final Path RUNS = Path.of("proving", "chaos", "target", "runs");
    private static final int NODES = 3;

    /** The seed that was asked for, or a fresh one. */
    static long askedSeed() {
        return Seeds.asked().orElseGet(() -> Machine.randomness().nextLong() >>> 1);
    }

    /** One of a test, with three nodes. */
    static void run(String name, String settings, Course course) {
        long seed = askedSeed();
        new Experiment(name, seed, NODES, settings, Set.of(), Seeds.replay(seed)).run(course);
    }

    void run(Course course) {
        Path folder = Product.installed().home().resolve(RUNS).resolve(name + "-" + Long.toHexString(seed));
        System.out.println(name + ": seed " + seed + ", in " + folder);
        Folders.delete(folder);
        Site site = Site.with(used, folder.resolve("hosts"));
        try (ProcessCluster cluster = new ProcessCluster(folder, nodes, settings, site)) {
            course.run(new Setting(cluster, folder, new SeededRandomness(seed)));
        } catch (AssertionError | RuntimeException failure) {
            throw new ChaosFailure(
                    name + " failed: "
                            + Optional.ofNullable(failure.getMessage()).orElse(failure.toString())
                            + "\nWhat is left of it: " + folder + "\nTo replay: " + replay,
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
