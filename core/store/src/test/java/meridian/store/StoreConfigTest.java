package meridian.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import meridian.testkit.SeededRandomness;
import org.junit.jupiter.api.Test;

class StoreConfigTest {
    @Test
    void all_problems_of_a_part_are_told_together() {
        assertThatThrownBy(() -> new StoreConfig.Requests(
                        0, -1, 1_000_000, Duration.ZERO, Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .hasMessageContaining("store.requests.operations-max is 0")
                .hasMessageContaining("store.requests.bytes-max is -1")
                .hasMessageContaining("store.requests.outstanding-max is 1000000")
                .hasMessageContaining("store.requests.timeout")
                .hasMessageContaining("lower the first or raise the second");
    }

    @Test
    void a_lease_needs_at_least_a_second() {
        assertThatThrownBy(() -> new StoreConfig.Leases(Duration.ofMillis(900), Duration.ofMillis(200), 1, 1))
                .hasMessageContaining("store.leases.time-to-live-min is PT0.9S");
    }

    @Test
    void pauses_double_up_to_a_limit_and_differ() {
        SeededRandomness randomness = new SeededRandomness(1);
        Backoff backoff = new Backoff(Duration.ofMillis(10), Duration.ofMillis(250), randomness);
        for (int i = 0; i < 100; i++) {
            assertThat(backoff.pause(1)).isBetween(Duration.ofMillis(5), Duration.ofMillis(10));
            assertThat(backoff.pause(3)).isBetween(Duration.ofMillis(20), Duration.ofMillis(40));
            assertThat(backoff.pause(1_000)).isBetween(Duration.ofMillis(125), Duration.ofMillis(250));
        }
        assertThat(backoff.pause(1)).isNotEqualTo(backoff.pause(1));
    }
}
