package meridian.coordination;

import java.nio.file.Path;
import meridian.testkit.Canary;
import meridian.testkit.Scenario;
import meridian.testkit.Seeds;
import meridian.testkit.Trial;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A lock on three nodes in a simulated world of trouble, seed by seed. */
class LockSimulationTest {
    /** About eight runs. */
    private static final long FRESH_EVENTS = 80_000;

    @TempDir
    Path folder;

    @Test
    void fences_grow_and_only_the_holder_writes() {
        trial(CoordinationScenarios.LOCK).smoke(Seeds.known(CoordinationScenarios.class, "lock"), FRESH_EVENTS);
    }

    /** The others take more seeds: {@code ./meridian simulate --canaries}. */
    @Test
    void writes_without_a_fence_are_found() {
        Canary canary = CoordinationScenarios.lockCanaries().getFirst();
        canary.require(trial(canary.scenario()));
    }

    private Trial trial(Scenario scenario) {
        return new Trial(scenario, folder, Path.of("target", "simulation"));
    }
}
