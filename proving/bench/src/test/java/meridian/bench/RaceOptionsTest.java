package meridian.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class RaceOptionsTest {
    private static final List<String> PEERS = List.of("etcd", "zookeeper");

    @Test
    void by_default_everything_runs_after_a_minute_of_warm_up() {
        RaceOptions options = parsed();
        options.check();

        assertThat(options.schedule())
                .isEqualTo(new Schedule(3, Duration.ofMinutes(1), Duration.ofSeconds(3), Duration.ofSeconds(15)));
        assertThat(options.systemsOf(PEERS, "meridian")).containsExactly("etcd", "zookeeper", "meridian");
    }

    @Test
    void a_single_system_can_be_picked() {
        assertThat(parsed("--system", "meridian").systemsOf(PEERS, "meridian")).containsExactly("meridian");
    }

    @Test
    void peers_can_be_picked_and_the_subject_runs_in_any_case() {
        assertThat(parsed("--against", "zookeeper").systemsOf(PEERS, "meridian"))
                .containsExactly("zookeeper", "meridian");
    }

    @Test
    void keys_are_a_million_unless_it_is_a_quick_try() {
        KeyOptions keys = CommandLine.populateCommand(new KeyOptions());

        assertThat(keys.space(false)).isEqualTo(new KeySpace(1_000_000, 256));
        assertThat(keys.space(true)).isEqualTo(new KeySpace(10_000, 256));
    }

    @Test
    void an_unknown_name_is_answered_with_the_known_ones() {
        assertThatThrownBy(() -> parsed("--only", "pus").measuresOf(List.of("puts", "gets")))
                .isInstanceOf(BenchFailure.class)
                .hasMessage("--only: there is no pus; there are puts, gets.");
    }

    @Test
    void a_quick_try_is_not_recorded() {
        assertThatThrownBy(() -> parsed("--quick", "--record").check())
                .hasMessageContaining("--quick measures nothing");
    }

    @Test
    void no_rounds_are_refused() {
        assertThatThrownBy(() -> parsed("--rounds", "0").check()).hasMessageContaining("--rounds");
    }

    private static RaceOptions parsed(String... arguments) {
        return CommandLine.populateCommand(new RaceOptions(), arguments);
    }
}
