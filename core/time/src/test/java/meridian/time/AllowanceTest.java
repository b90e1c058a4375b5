package meridian.time;

import static meridian.time.Allowance.Grant.ANSWER;
import static meridian.time.Allowance.Grant.REFUSAL;
import static meridian.time.Allowance.Grant.SILENCE;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class AllowanceTest {
    private static final long SECOND = 1_000_000_000L;
    private static final InetAddress CLIENT = address("10.0.0.1");

    private final Allowance allowance = new Allowance(2);

    @Test
    void so_many_answers_a_second_and_then_one_refusal() {
        assertThat(allowance.ask(CLIENT, 0)).isEqualTo(ANSWER);
        assertThat(allowance.ask(CLIENT, 0)).isEqualTo(ANSWER);
        assertThat(allowance.ask(CLIENT, 0)).isEqualTo(REFUSAL);
        assertThat(allowance.ask(CLIENT, SECOND / 4)).isEqualTo(SILENCE);
        assertThat(allowance.ask(CLIENT, SECOND / 2)).isEqualTo(ANSWER);
        assertThat(allowance.ask(CLIENT, SECOND / 2)).isEqualTo(SILENCE);
    }

    @Test
    void what_is_not_used_is_not_saved_up() {
        assertThat(allowance.ask(CLIENT, 0)).isEqualTo(ANSWER);
        long later = 1_000 * SECOND;
        assertThat(allowance.ask(CLIENT, later)).isEqualTo(ANSWER);
        assertThat(allowance.ask(CLIENT, later)).isEqualTo(ANSWER);
        assertThat(allowance.ask(CLIENT, later)).isEqualTo(REFUSAL);
    }

    @Test
    void clients_do_not_take_from_each_other() {
        exhaust(CLIENT);
        assertThat(allowance.ask(address("10.0.0.2"), 0)).isEqualTo(ANSWER);
    }

    @Test
    void who_has_half_of_a_long_address_has_all_of_it() {
        exhaust(address("fd00::1"));
        assertThat(allowance.ask(address("fd00::2"), 0)).isEqualTo(SILENCE);
        assertThat(allowance.ask(address("fd00:0:0:1::1"), 0)).isEqualTo(ANSWER);
    }

    @Test
    void who_was_quiet_the_longest_is_forgotten_when_there_are_too_many() {
        InetAddress busy = address("10.0.0.2");
        exhaust(CLIENT);
        exhaust(busy);
        for (int i = 1; i < Allowance.CLIENTS_MAX; i++) {
            allowance.ask(address("11.0." + i / 256 + "." + i % 256), 0);
            assertThat(allowance.ask(busy, 0)).isEqualTo(SILENCE);
        }
        assertThat(allowance.ask(CLIENT, 0)).isEqualTo(ANSWER);
    }

    private void exhaust(InetAddress client) {
        while (allowance.ask(client, 0) == ANSWER) {
            assertThat(client).isNotNull();
        }
    }

    private static InetAddress address(String text) {
        return Network.parse(text).first();
    }
}
