package meridian.chaos.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import meridian.chaos.load.Timeline.Second;
import meridian.chaos.load.Timeline.Stretch;
import org.junit.jupiter.api.Test;

class TimelineTest {
    private long nanos;
    private final Timeline timeline = new Timeline(() -> nanos);

    private void answer(double second, double latency, boolean write) {
        nanos = Math.round(second * 1e9);
        timeline.answered(Math.round((second - latency) * 1e9), write);
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1e3));
    }

    private static Stretch stretch(double begin, double end) {
        return new Stretch(seconds(begin), seconds(end));
    }

    @Test
    void the_answers_of_each_second_are_counted_and_measured() {
        answer(0.5, 0.01, true);
        answer(0.6, 0.02, false);
        answer(0.7, 0.3, false);
        answer(2.1, 0.05, true);
        assertThat(timeline.seconds())
                .containsExactly(
                        new Second(3, seconds(0.02), seconds(0.3)),
                        new Second(0, Duration.ZERO, Duration.ZERO),
                        new Second(1, seconds(0.05), seconds(0.05)));
    }

    @Test
    void the_longest_time_without_a_write_counts_where_it_begins_or_ends() {
        answer(1, 0.01, true);
        answer(2, 0.01, false);
        answer(4, 0.01, true);
        answer(4.2, 0.01, true);
        answer(5, 0.01, true);
        assertThat(timeline.longestGap(stretch(3.5, 4.1))).isEqualTo(seconds(3));
        assertThat(timeline.longestGap(stretch(4.1, 10))).isEqualTo(seconds(0.8));
        assertThat(timeline.longestGap(stretch(6, 10))).isZero();
    }

    @Test
    void time_without_writers_is_no_gap() {
        answer(1, 0.01, true);
        nanos = 60_000_000_000L;
        timeline.beginWrites();
        answer(60.5, 0.01, true);
        assertThat(timeline.longestGap(stretch(0, 100))).isEqualTo(seconds(1));
    }
}
