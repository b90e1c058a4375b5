package meridian.time.ptp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ForeignersTest {
    private static final long SECOND = 1_000_000_000L;

    private final Foreigners foreigners = new Foreigners(3);

    private static Announce announce(long clock, int steps, int flags) {
        Header header = new Header(Header.ANNOUNCE, 0, flags, 0, new PortIdentity(clock, 1), 1, 1);
        return new Announce(header, 37, 128, new ClockQuality(6, 0x21, 0), 128, clock, steps, 0x50);
    }

    @Test
    void a_clock_counts_once_it_was_heard_twice() {
        foreigners.hear(announce(1, 0, 0), 0);
        assertThat(foreigners.best(0)).isEmpty();
        foreigners.hear(announce(1, 0, 0), 2 * SECOND);
        assertThat(foreigners.best(2 * SECOND)).contains(announce(1, 0, 0));
    }

    @Test
    void a_clock_that_is_heard_too_rarely_does_not_count() {
        foreigners.hear(announce(1, 0, 0), 0);
        foreigners.hear(announce(1, 0, 0), 9 * SECOND);
        assertThat(foreigners.best(9 * SECOND)).isEmpty();
    }

    @Test
    void a_clock_that_falls_silent_is_gone_after_three_intervals() {
        foreigners.hear(announce(1, 0, 0), 0);
        foreigners.hear(announce(1, 0, 0), 2 * SECOND);
        assertThat(foreigners.best(8 * SECOND)).isPresent();
        assertThat(foreigners.best(8 * SECOND + 1)).isEmpty();
    }

    @Test
    void of_several_the_best_is_taken() {
        for (int i = 0; i < 2; i++) {
            foreigners.hear(announce(7, 0, 0), 0);
            foreigners.hear(announce(5, 0, 0), 0);
            foreigners.hear(announce(6, 0, 0), 0);
        }
        assertThat(foreigners.best(0)).contains(announce(5, 0, 0));
    }

    @Test
    void what_goes_round_in_circles_or_is_said_by_the_way_is_not_heard() {
        for (int i = 0; i < 2; i++) {
            foreigners.hear(announce(1, 255, 0), 0);
            foreigners.hear(announce(2, 0, Header.ALTERNATE), 0);
        }
        assertThat(foreigners.best(0)).isEmpty();
    }

    @Test
    void of_very_many_those_heard_of_last_are_known() {
        for (int i = 0; i < 2; i++) {
            foreigners.hear(announce(1, 0, 0), 0);
            foreigners.hear(announce(2, 0, 0), 1);
        }
        for (int i = 0; i < Foreigners.MOST - 1; i++) {
            foreigners.hear(announce(100 + i, 0, 0), 2 + i);
        }
        assertThat(foreigners.best(20)).contains(announce(2, 0, 0));
    }
}
