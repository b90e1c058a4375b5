package meridian.chaos.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import meridian.chaos.base.ChaosFailure;
import org.junit.jupiter.api.Test;

class CommandTest {
    @Test
    void it_tells_what_the_command_said() {
        assertThat(Command.of("tr", "a-z", "A-Z").withInput("well\n").run()).isEqualTo("WELL");
    }

    @Test
    void a_failure_tells_the_command_its_code_and_all_that_it_said() {
        assertThatThrownBy(() -> Command.of("sh", "-c", "echo out; echo err >&2; exit 7")
                        .withInput("rules")
                        .run())
                .isInstanceOf(ChaosFailure.class)
                .hasMessageContainingAll("`sh -c echo out", "ended with 7", "out\nerr", "rules");
    }

    @Test
    void a_command_that_is_not_there_is_a_failure() {
        assertThatThrownBy(Command.of("no-such-command")::run)
                .isInstanceOf(ChaosFailure.class)
                .hasMessageContaining("Cannot run `no-such-command`");
    }

    @Test
    void a_command_that_does_not_end_is_a_failure() {
        Command endless = new Command(List.of("sleep", "300"), "", Duration.ofMillis(100));
        assertThatThrownBy(endless::run)
                .isInstanceOf(ChaosFailure.class)
                .hasMessageContaining("`sleep 300` did not end within 100 ms");
    }
}
