package meridian.time.ptp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnnounceTest {
    private static final ClockQuality PLAIN = new ClockQuality(248, 0xfe, 0xffff);

    /** Each is better than the next, by what the standard compares first. */
    private static final List<Announce> BEST_FIRST = List.of(
            announce(1, PLAIN, 128, 9, 0),
            announce(128, new ClockQuality(6, 0x21, 0xffff), 128, 8, 0),
            announce(128, new ClockQuality(6, 0x22, 0x4000), 128, 7, 0),
            announce(128, new ClockQuality(6, 0x22, 0x4001), 1, 6, 0),
            announce(128, new ClockQuality(6, 0x22, 0x4001), 2, 4, 0),
            announce(128, new ClockQuality(6, 0x22, 0x4001), 2, 5, 0),
            announce(128, new ClockQuality(6, 0x22, 0x4001), 2, 5, 1),
            announce(128, new ClockQuality(6, 0x22, 0x4001), 2, -1, 0));

    private static Announce announce(int priority1, ClockQuality quality, int priority2, long grandmaster, int steps) {
        PortIdentity sender = new PortIdentity(grandmaster + steps, 1);
        Header header = new Header(Header.ANNOUNCE, 0, 0, 0, sender, 1, 1);
        return new Announce(header, 37, priority1, quality, priority2, grandmaster, steps, 0x50);
    }

    @Test
    void the_better_clock_is_the_better_one_both_ways() {
        for (int i = 0; i < BEST_FIRST.size(); i++) {
            for (int j = 0; j < BEST_FIRST.size(); j++) {
                assertThat(BEST_FIRST.get(i).isBetterThan(BEST_FIRST.get(j)))
                        .as("%d and %d", i, j)
                        .isEqualTo(i < j);
            }
        }
    }

    @Test
    void of_two_ways_of_one_length_the_lower_number_is_taken() {
        Announce low = sentBy(3);
        assertThat(low.isBetterThan(sentBy(4))).isTrue();
        assertThat(sentBy(4).isBetterThan(low)).isFalse();
    }

    private static Announce sentBy(long clock) {
        Header header = new Header(Header.ANNOUNCE, 0, 0, 0, new PortIdentity(clock, 1), 1, 1);
        return new Announce(header, 37, 128, PLAIN, 128, 77, 1, 0x50);
    }

    @Test
    void a_clock_says_how_wrong_it_is_by_a_code() {
        assertThat(new ClockQuality(6, 0x21, 0).bound()).contains(Duration.ofNanos(100));
        assertThat(new ClockQuality(6, 0x30, 0).bound()).contains(Duration.ofSeconds(10));
        assertThat(new ClockQuality(6, 0x31, 0).bound()).isEmpty();
        assertThat(new ClockQuality(6, 0xfe, 0).bound()).isEmpty();
        assertThat(new ClockQuality(6, 0, 0).bound()).isEmpty();
    }

    @Test
    void a_clock_gets_worse_at_once_and_better_only_by_far() {
        ClockQuality first = within(1_100, ClockQuality.RECEIVER);
        assertThat(first.bound()).contains(Duration.ofNanos(2_500));
        ClockQuality hardlyBetter = within(900, first);
        assertThat(hardlyBetter).isEqualTo(first);
        ClockQuality better = within(400, first);
        assertThat(better.bound()).contains(Duration.ofNanos(1_000));
        assertThat(within(1_001, better)).isEqualTo(first);
    }

    private static ClockQuality within(long nanos, ClockQuality before) {
        return ClockQuality.within(Duration.ofNanos(nanos), before);
    }
}
