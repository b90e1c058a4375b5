package meridian.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
                .contains(
                        "Seeds from 1 on.",
                        "store ",
                        "transactions ",
                        "lock ",
                        "recipes ",
                        "crash",
                        "link cut one way");
    }

    @Test
    void a_mistake_is_found_on_demand_and_its_seed_fails_again() {
        String mistake = "store-acknowledge-before-fsync";
        assertThat(execute("--canaries", "--only", mistake))
                .as(out + "%s", errors)
                .isZero();
        Matcher found = Pattern.compile("at seed (\\d+): ").matcher(out.toString());
        assertThat(found.find()).isTrue();
        String seed = found.group(1);
        assertThat(execute("--only", mistake, "--from", seed, "--seeds", "1")).isEqualTo(1);
        assertThat(out.toString())
                .contains("./meridian simulate --only " + mistake + " --from " + seed + " --seeds 1\n");
    }

    @Test
    void a_name_that_is_none_is_answered_with_those_that_are() {
        assertThat(execute("--only", "stroe")).isEqualTo(2);
        assertThat(errors.toString())
                .contains("there is no stroe to run: choose one of [store, transactions, lock, recipes,");
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
