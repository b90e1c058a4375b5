package meridian.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import meridian.testkit.SeededRandomness;
import org.junit.jupiter.api.Test;

class FaultsTest {
    private static List<Fault> draw(int count, long seed) {
        return Faults.draw(Faults.all(), count, new SeededRandomness(seed));
    }

    @Test
    void a_seed_draws_the_same_faults_every_time() {
        assertThat(draw(50, 1)).isEqualTo(draw(50, 1)).isNotEqualTo(draw(50, 2));
    }

    @Test
    void every_fault_is_drawn_sooner_or_later() {
        assertThat(draw(800, 1)).containsAll(Faults.all());
    }

    @Test
    void an_order_has_each_fault_once() {
        assertThat(Faults.shuffled(Faults.all(), new SeededRandomness(3)))
                .containsExactlyInAnyOrderElementsOf(Faults.all())
                .isNotEqualTo(Faults.all());
    }

    @Test
    void no_two_have_the_same_name() {
        assertThat(Faults.all().stream().map(Fault::name)).doesNotHaveDuplicates();
    }

    @Test
    void a_run_has_no_new_round_when_its_time_is_up() {
        Schedule schedule = Schedule.drawn(Faults.all(), Duration.ofMinutes(1));
        SeededRandomness randomness = new SeededRandomness(1);
        assertThat(schedule.next(1, Duration.ofSeconds(59), randomness))
                .hasValueSatisfying(faults -> assertThat(faults).hasSize(Schedule.FAULTS_PER_ROUND));
        assertThat(schedule.next(2, Duration.ofSeconds(60), randomness)).isEmpty();
    }
}
