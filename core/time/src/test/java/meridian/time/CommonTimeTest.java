package meridian.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import meridian.base.NodeId;
import org.junit.jupiter.api.Test;

class CommonTimeTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long HOUR = 3_600 * SECOND;
    private static final NodeId N2 = new NodeId("n2");
    private static final NodeId N3 = new NodeId("n3");

    private final CommonTime common = new CommonTime(Duration.ofMillis(500));

    @Test
    void a_node_alone_has_nobody_to_agree_with() {
        assertThat(common.agreed(own(0, 0))).isEmpty();
        common.met(Set.of(N2, N3));
        assertThat(common.agreed(own(0, 0))).as("nobody was heard").isEmpty();
    }

    @Test
    void most_of_all_nodes_have_to_agree() {
        common.met(Set.of(N2, N3));
        common.heard(clock(N2, 0, 100));
        CommonTime.Agreement agreement = common.agreed(own(0, 0)).orElseThrow();
        assertThat(agreement.withUs()).isTrue();
        assertThat(agreement.agreeing()).isEqualTo(2);
        assertThat(agreement.nodes()).isEqualTo(3);
        common.heard(clock(N2, 0, HOUR));
        assertThat(common.agreed(own(0, 0))).as("each has another time").isEmpty();
    }

    @Test
    void a_machine_that_is_far_off_is_outvoted() {
        common.met(Set.of(N2, N3));
        common.heard(clock(N2, 0, HOUR));
        common.heard(clock(N3, 0, HOUR + SECOND / 10));
        CommonTime.Agreement agreement = common.agreed(own(0, 0)).orElseThrow();
        assertThat(agreement.withUs()).isFalse();
        assertThat(agreement.span().middle()).isBetween(HOUR, HOUR + SECOND / 10);
    }

    @Test
    void a_clock_not_heard_of_for_long_does_not_count() {
        common.met(Set.of(N2));
        common.heard(clock(N2, 0, 0));
        assertThat(common.agreed(own(29 * SECOND, 29 * SECOND))).isPresent();
        assertThat(common.agreed(own(31 * SECOND, 31 * SECOND))).isEmpty();
    }

    @Test
    void who_left_does_not_count() {
        common.met(Set.of(N2, N3));
        common.heard(clock(N2, 0, 0));
        common.met(Set.of(N3));
        common.heard(clock(N2, 0, 0));
        assertThat(common.agreed(own(0, 0))).isEmpty();
    }

    private static StampClock.Reading own(long tick, long wall) {
        return new StampClock.Reading(tick, wall, 0);
    }

    private static PeerClock clock(NodeId peer, long heard, long shown) {
        return new PeerClock(peer, heard - 1_000, shown, heard);
    }
}
