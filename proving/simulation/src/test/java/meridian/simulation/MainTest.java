package meridian.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import meridian.testkit.Canary;
import meridian.testkit.Scenario;
import org.junit.jupiter.api.Test;

/** The command, with the real scenarios. */
class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter errors = new StringWriter();

    private int execute(String... arguments) {
        return Main.execute(new PrintWriter(out, true), new PrintWriter(errors, true), arguments);
    }

    @Test
    void one_seed_of_each_scenario_is_right() {
        assertThat(execute("--from", "1", "--seeds", "1"))
                .as(out + "%s", errors)
                .isZero();
        assertThat(out.toString())
                .contains("Seeds from 1 on.", "store ", "transactions ", "lock ", "crash", "link cut one way");
    }

    @Test
    void a_run_of_a_mistake_fails_and_says_how_to_run_it_again() {
        String mistake = "store-retry-with-a-new-number";
        assertThat(execute("--only", mistake, "--from", "1", "--seeds", "1")).isEqualTo(1);
        assertThat(out.toString())
                .contains("./meridian simulate --only " + mistake + " --from 1 --seeds 1", "done twice");
    }

    @Test
    void a_mistake_is_found_on_demand() {
        assertThat(execute("--canaries", "--only", "store-acknowledge-before-fsync"))
                .isZero();
        assertThat(out.toString()).contains("at seed 1: replicas differ");
    }

    @Test
    void a_name_that_is_none_is_answered_with_those_that_are() {
        assertThat(execute("--only", "stroe")).isEqualTo(2);
        assertThat(errors.toString()).contains("there is no stroe to run: choose one of [store, transactions, lock,");
    }

    @Test
    void names_are_different() {
        List<String> names = Main.CANARIES.stream().map(Canary::name).toList();
        assertThat(names)
                .doesNotHaveDuplicates()
                .doesNotContainAnyElementsOf(
                        Main.SCENARIOS.stream().map(Scenario::name).toList());
    }
}
