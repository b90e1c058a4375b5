package meridian.store;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import meridian.testkit.Canary;
import meridian.testkit.Scenario;
import meridian.testkit.Seeds;
import meridian.testkit.Trial;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The whole store on three nodes in a simulated world of trouble, seed by seed. */
class StoreSimulationTest {
    /** About a dozen runs. */
    private static final long FRESH_EVENTS = 50_000;

    @TempDir
    Path folder;

    @Test
    void no_client_is_told_anything_impossible() {
        smoke(StoreScenarios.STORE);
    }

    @Test
    void no_transaction_sees_half_of_another() {
        smoke(StoreScenarios.TRANSACTIONS);
    }

    /** All of them: {@code ./meridian simulate --canaries}. */
    @ParameterizedTest(name = "{0}")
    @MethodSource
    void a_known_mistake_is_found(String name, Canary canary) {
        canary.require(trial(canary.scenario()));
    }

    static List<Object[]> a_known_mistake_is_found() {
        return Stream.of(StoreScenarios.storeCanaries(), StoreScenarios.transactionCanaries())
                .map(List::getFirst)
                .map(it -> new Object[] {it.name(), it})
                .toList();
    }

    private void smoke(Scenario scenario) {
        trial(scenario).smoke(Seeds.known(StoreScenarios.class, scenario.name()), FRESH_EVENTS);
    }

    private Trial trial(Scenario scenario) {
        return new Trial(scenario, folder, Path.of("target", "simulation"));
    }
}
