package meridian.coordination;

import java.nio.file.Path;
import meridian.testkit.Canary;
import meridian.testkit.Scenario;
import meridian.testkit.Seeds;
import meridian.testkit.Trial;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All recipes but the lock alone, on three nodes in a simulated world of trouble, seed by seed. */
class RecipeSimulationTest {
    private static final long FRESH_EVENTS = 80_000;

    @TempDir
    Path folder;

    @Test
    void nobody_is_told_what_is_not_so_and_all_can_be_had_when_the_trouble_is_over() {
        trial(CoordinationScenarios.RECIPES).smoke(Seeds.known(CoordinationScenarios.class, "recipes"), FRESH_EVENTS);
    }

    /** The others take more seeds: {@code ./meridian simulate --canaries}. */
    @Test
    void numbers_written_without_a_condition_and_permits_counted_as_one_are_found() {
        for (Canary canary : CoordinationScenarios.recipeCanaries().subList(0, 2)) {
            canary.require(trial(canary.scenario()));
        }
    }

    private Trial trial(Scenario scenario) {
        return new Trial(scenario, folder, Path.of("target", "simulation"));
    }
}
