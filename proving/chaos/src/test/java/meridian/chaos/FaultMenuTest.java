package meridian.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import meridian.chaos.base.ChaosFailure;
import meridian.chaos.host.Mechanism;
import meridian.chaos.host.Mechanisms;
import org.junit.jupiter.api.Test;

class FaultMenuTest {
    private static final Mechanisms WHOLE = new Mechanisms(Map.of());
    private static final Mechanisms WITHOUT_RULES = new Mechanisms(Map.of(Mechanism.PACKETS, "there is no nft"));
    private static final Mechanisms BARE = new Mechanisms(Map.of(
            Mechanism.HOSTS, "that needs root", Mechanism.PACKETS, "that too", Mechanism.CLOCKS, "that as well"));
    private static final List<Fault> ALL = List.of(
            Faults.KILL_LEADER,
            Faults.KILL_ALL,
            Faults.ONE_WAY,
            Faults.CUT_PAIR,
            Faults.LOSE_PACKETS,
            Faults.CLOCK_JUMP);

    @Test
    void a_kind_stands_for_all_its_faults_and_a_name_for_one() {
        assertThat(FaultMenu.of(List.of("kill", "cut-pair", "kill-all"), ALL, BARE)
                        .chosen())
                .containsExactly(Faults.KILL_LEADER, Faults.KILL_ALL, Faults.CUT_PAIR);
    }

    @Test
    void an_unknown_name_is_refused_with_those_there_are() {
        assertThatThrownBy(() -> FaultMenu.of(List.of("kill", "earthquake"), ALL, WHOLE))
                .isInstanceOf(ChaosFailure.class)
                .hasMessage("There is no fault 'earthquake': choose from "
                        + "kill, kill-leader, kill-all, oneway, cut, cut-pair, loss, clockjump");
    }

    @Test
    void what_the_machine_cannot_do_is_left_out_with_the_reason() {
        FaultMenu menu = FaultMenu.possible(ALL, WITHOUT_RULES);
        assertThat(menu.chosen()).doesNotContain(Faults.LOSE_PACKETS).hasSize(ALL.size() - 1);
        assertThat(menu.needs()).containsExactly(Mechanism.CLOCKS);
        assertThat(menu.describe().lines())
                .startsWith("faults: kill-leader, kill-all, oneway, cut-pair, clockjump")
                .element(1)
                .asString()
                .startsWith("left out: loss: there is no nft");
    }

    @Test
    void a_machine_without_hosts_has_only_the_faults_of_the_product_itself() {
        FaultMenu menu = FaultMenu.possible(ALL, BARE);
        assertThat(menu.needs()).isEmpty();
        assertThat(menu.leftOut()).hasSize(1).first().asString().startsWith("loss, clockjump: that needs root");
    }

    @Test
    void what_was_asked_for_and_cannot_be_done_is_refused() {
        assertThatThrownBy(() -> FaultMenu.of(List.of("kill", "loss"), ALL, WITHOUT_RULES))
                .hasMessageStartingWith("Not possible here: loss: there is no nft");
    }
}
