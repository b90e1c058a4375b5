package meridian.time;

import static org.assertj.core.api.Assertions.assertThat;

import meridian.testkit.Property;
import meridian.testkit.SeededRandomness;
import org.junit.jupiter.api.Test;

class CourseTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long MILLI = 1_000_000L;

    @Test
    void a_gap_within_what_is_known_closes_gently() {
        Course course = Course.from(0, 0).steered(new Span(0, -2 * MILLI, 2 * MILLI), MILLI, 0);
        assertThat(course.at(0)).isZero();
        assertThat(course.at(SECOND)).isBetween(SECOND + MILLI / 2 - 1, SECOND + MILLI / 2);
        assertThat(course.at(2 * SECOND)).isEqualTo(2 * SECOND + MILLI);
        assertThat(course.at(100 * SECOND)).isEqualTo(100 * SECOND + MILLI);
    }

    @Test
    void a_clock_that_is_known_to_be_wrong_hurries() {
        Course behind = Course.from(0, 0).steered(new Span(0, 90 * MILLI, 110 * MILLI), 100 * MILLI, 0);
        assertThat(behind.at(200 * MILLI)).isEqualTo(300 * MILLI);
        Course ahead = Course.from(0, 0).steered(new Span(0, -110 * MILLI, -90 * MILLI), -100 * MILLI, 0);
        assertThat(ahead.at(100 * MILLI)).as("at half the speed").isEqualTo(50 * MILLI);
        assertThat(ahead.at(200 * MILLI)).isEqualTo(100 * MILLI);
    }

    @Test
    void far_behind_it_steps_and_far_ahead_it_waits() {
        Course behind = Course.from(0, 0).steered(new Span(0, 3_600 * SECOND, 3_601 * SECOND), 3_600 * SECOND, 0);
        assertThat(behind.at(0)).isEqualTo(3_600 * SECOND);
        Course ahead = Course.from(0, 3_600 * SECOND).steered(new Span(0, 0, SECOND), 0, 0);
        assertThat(ahead.at(SECOND)).isEqualTo(3_600 * SECOND + SECOND / 2);
        assertThat(ahead.at(7_200 * SECOND)).isEqualTo(7_200 * SECOND);
    }

    @Test
    void it_runs_at_its_rate() {
        Course course = Course.from(0, 0).steered(new Span(0, -MILLI, MILLI), 0, 20e-6);
        assertThat(course.at(1_000 * SECOND)).isEqualTo(1_000 * SECOND + 20 * MILLI);
    }

    @Test
    void it_never_runs_backwards() {
        Property.forAll(CourseTest::seeds, seed -> {
            SeededRandomness randomness = new SeededRandomness(seed);
            Course course = Course.from(0, 0);
            long tick = 0;
            long last = course.at(0);
            for (int i = 0; i < 100; i++) {
                tick += randomness.between(0, 10 * SECOND);
                long shown = course.at(tick);
                assertThat(shown).isGreaterThanOrEqualTo(last);
                long from = shown + randomness.between(-20 * SECOND, 20 * SECOND);
                Span truth = new Span(tick, from, from + randomness.between(0, 5 * SECOND));
                course = course.steered(truth, truth.middle(), (2 * randomness.nextDouble() - 1) * 50e-6);
                last = course.at(tick);
                assertThat(last).isGreaterThanOrEqualTo(shown);
            }
        });
    }

    private static long seeds(SeededRandomness randomness, int size) {
        return randomness.nextLong();
    }
}
