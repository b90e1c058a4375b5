package meridian.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import meridian.chaos.base.ChaosFailure;
import org.junit.jupiter.api.Test;

class FaultMenuTest {
    private static final Mechanism MISSING = new Mechanism("a hammer", () -> Optional.of("there is none: buy one"));
    private static final Fault HIT = new Fault("hit", "hit", 1, "hit it", MISSING, _ -> "");
    private static final List<Fault> ALL =
            List.of(Faults.KILL_LEADER, Faults.KILL_ALL, Faults.ONE_WAY, Faults.CUT_PAIR, HIT);

    @Test
    void a_kind_stands_for_all_its_faults_and_a_name_for_one() {
        assertThat(FaultMenu.of(List.of("kill", "cut-pair", "kill-all"), ALL).chosen())
                .containsExactly(Faults.KILL_LEADER, Faults.KILL_ALL, Faults.CUT_PAIR);
    }

    @Test
    void an_unknown_name_is_refused_with_those_there_are() {
        assertThatThrownBy(() -> FaultMenu.of(List.of("kill", "earthquake"), ALL))
                .isInstanceOf(ChaosFailure.class)
                .hasMessage("There is no fault 'earthquake': choose from "
                        + "kill, kill-leader, kill-all, oneway, cut, cut-pair, hit");
    }

    @Test
    void what_the_machine_cannot_do_is_left_out_with_the_reason() {
        FaultMenu menu = FaultMenu.possible(ALL);
        assertThat(menu.chosen()).doesNotContain(HIT).hasSize(ALL.size() - 1);
        assertThat(menu.describe().lines())
                .containsExactly(
                        "faults: kill-leader, kill-all, oneway, cut-pair",
                        "left out: hit needs a hammer: there is none: buy one");
    }

    @Test
    void what_was_asked_for_and_cannot_be_done_is_refused() {
        assertThatThrownBy(() -> FaultMenu.of(List.of("kill", "hit"), ALL))
                .hasMessage("Not possible here: hit needs a hammer: there is none: buy one");
    }

    @Test
    void here_the_faults_of_the_product_itself_are_possible() {
        assertThat(FaultMenu.possible(Faults.all()).chosen()).contains(Faults.KILL_ALL, Faults.MOVE_LEADER);
    }
}
