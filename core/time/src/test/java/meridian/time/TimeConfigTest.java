package meridian.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import meridian.base.Address;
import org.junit.jupiter.api.Test;

class TimeConfigTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Address ADDRESS = new Address("10.0.0.1", 123);
    private static final TimeConfig.Server SERVER = TimeConfig.Server.of(ADDRESS);
    private static final TimeConfig OFF = TimeConfig.off();

    @Test
    void most_of_the_servers_have_to_agree_unless_it_is_said_otherwise() {
        assertThat(config(1, 0).quorum()).isEqualTo(1);
        assertThat(config(2, 0).quorum()).isEqualTo(2);
        assertThat(config(5, 0).quorum()).isEqualTo(3);
        assertThat(config(5, 1).quorum()).isEqualTo(1);
    }

    @Test
    void all_that_is_wrong_is_said_at_once() {
        assertThatThrownBy(() -> new TimeConfig(
                        Collections.nCopies(33, SERVER),
                        34,
                        OFF.polling(),
                        Optional.empty(),
                        Duration.ZERO,
                        SECOND,
                        OFF.serving()))
                .hasMessage(
                        "time.servers: 33 servers are too many: name at most 32; time.sources-min: 34 servers cannot"
                                + " agree where time.servers names 33; time.bound-max: 0 ms leaves no time that could be known:"
                                + " raise it");
    }

    @Test
    void who_asks_nobody_has_nothing_to_tell() {
        TimeConfig.Serving serving = new TimeConfig.Serving(Optional.of(ADDRESS), List.of(), 1);
        assertThatThrownBy(() -> new TimeConfig(List.of(), 0, OFF.polling(), Optional.empty(), SECOND, SECOND, serving))
                .hasMessageStartingWith("time.listen: without time.servers");
    }

    @Test
    void questions_have_their_manners() {
        assertThatThrownBy(() -> new TimeConfig.Polling(Duration.ofMillis(999), SECOND, SECOND))
                .hasMessageContaining("time.poll-min: 999 ms")
                .hasMessageContaining("time.patience: 1000 ms");
        assertThatThrownBy(() -> new TimeConfig.Polling(SECOND, Duration.ofHours(37), SECOND))
                .hasMessageContaining("time.poll-max: 133200 s");
        assertThatThrownBy(() -> new TimeConfig.Polling(Duration.ofSeconds(2), SECOND, SECOND))
                .hasMessageContaining("time.poll-min: 2 s exceeds time.poll-max of 1 s");
    }

    @Test
    void a_server_may_have_a_port_and_a_key() {
        assertThat(TimeConfig.Server.parse("10.0.0.1")).isEqualTo(SERVER);
        assertThat(TimeConfig.Server.parse("10.0.0.1 key 7"))
                .isEqualTo(new TimeConfig.Server(ADDRESS, Optional.of(7), false));
        assertThat(TimeConfig.Server.parse("[fd00::1]:5  key  4294967295"))
                .isEqualTo(new TimeConfig.Server(new Address("fd00::1", 5), Optional.of(-1), false));
        for (String wrong : List.of("", "a b", "a key", "a key x", "a key 99999999999", "a key 7 8")) {
            assertThatThrownBy(() -> TimeConfig.Server.parse(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static TimeConfig config(int servers, int sourcesMin) {
        return new TimeConfig(
                Collections.nCopies(servers, SERVER),
                sourcesMin,
                OFF.polling(),
                Optional.empty(),
                SECOND,
                SECOND,
                OFF.serving());
    }
}
