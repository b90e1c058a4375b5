package meridian.time;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RateTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long BEGIN = 1_000 * SECOND;

    /** The true time is known to a microsecond, and goes 10 ppm faster than the monotonic clock. */
    private static Span span(long tick) {
        long truth = BEGIN + tick + tick / 100_000;
        return new Span(tick, truth - 1_000, truth + 1_000);
    }

    @Test
    void it_lies_between_two_rates() {
        Rate rate = Rate.between(span(0), span(20 * SECOND));
        assertThat(rate.least()).isBetween(9.89e-6, 9.91e-6);
        assertThat(rate.most()).isBetween(10.09e-6, 10.11e-6);
    }

    @Test
    void what_is_measured_ages_more_slowly() {
        Rate rate = Rate.between(span(0), span(20 * SECOND));
        Span now = span(20 * SECOND);
        Span later = rate.age(now, 22 * SECOND);
        assertThat(later.contains(BEGIN + 22 * SECOND + 220_000)).isTrue();
        assertThat(later.width()).isLessThan(now.width() + 5_000);
        assertThat(Rate.UNKNOWN.age(now, 22 * SECOND)).isEqualTo(now.at(22 * SECOND));
    }

    @Test
    void after_a_long_while_nothing_is_known_of_the_rate() {
        Rate rate = Rate.between(span(0), span(20 * SECOND));
        Span now = span(20 * SECOND);
        long later = 20_000 * SECOND;
        assertThat(rate.age(now, later)).isEqualTo(now.at(later));
    }

    @Test
    void what_is_older_than_the_measurement_ages_as_if_there_were_none() {
        Rate rate = Rate.between(span(5 * SECOND), span(20 * SECOND));
        assertThat(rate.age(span(4 * SECOND), 22 * SECOND))
                .isEqualTo(span(4 * SECOND).at(22 * SECOND));
    }

    @Test
    void a_rate_that_no_clock_has_is_not_believed() {
        Rate rate = new Rate(0, 80e-6, 90e-6);
        assertThat(rate.age(span(SECOND), 2 * SECOND)).isEqualTo(span(SECOND).at(2 * SECOND));
    }

    @Test
    void the_while_is_taken_of_which_most_is_known() {
        RateHistory history = new RateHistory();
        assertThat(history.add(span(0))).isEqualTo(Rate.UNKNOWN);
        Rate rate = Rate.UNKNOWN;
        for (long i = 1; i <= 60; i++) {
            rate = history.add(span(2 * i * SECOND));
        }
        assertThat(rate.since()).isEqualTo((120 - 10) * SECOND);
        history.forget();
        assertThat(history.add(span(122 * SECOND))).isEqualTo(Rate.UNKNOWN);
    }
}
