package meridian.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import meridian.testkit.SeededRandomness;
import org.junit.jupiter.api.Test;

class FaultTest {
    @Test
    void a_seed_draws_the_same_faults_every_time() {
        assertThat(Fault.draw(50, new SeededRandomness(1))).isEqualTo(Fault.draw(50, new SeededRandomness(1)));
        assertThat(Fault.draw(50, new SeededRandomness(1))).isNotEqualTo(Fault.draw(50, new SeededRandomness(2)));
    }

    @Test
    void every_fault_is_drawn_sooner_or_later() {
        assertThat(Fault.draw(500, new SeededRandomness(1))).contains(Fault.values());
    }

    @Test
    void an_order_has_each_fault_once() {
        List<Fault> faults = List.of(Fault.values());
        assertThat(Fault.shuffled(faults, new SeededRandomness(3)))
                .containsExactlyInAnyOrderElementsOf(faults)
                .isNotEqualTo(faults);
    }
}
