package meridian.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final Duration LEAST = Duration.ofSeconds(64);
    private static final Duration MOST = Duration.ofSeconds(256);
    private static final Reply ANSWER =
            new Reply.Answer(new Exchange(0, 0, 0, 0, 0, new Exchange.Upstream(1, Leap.NONE, 0, 0, -20, 0)), false);

    private final Pace pace = new Pace(new TimeConfig.Polling(LEAST, MOST, Duration.ofSeconds(1)));

    @Test
    void a_few_questions_in_a_row_and_then_less_and_less_often() {
        for (int i = 1; i < Pace.BURST; i++) {
            assertThat(pace.pause()).isEqualTo(Pace.BURST_PAUSE);
            pace.heard(ANSWER);
        }
        assertThat(pace.pause()).isEqualTo(LEAST);
        hear(ANSWER, 8 - Pace.BURST + 1);
        assertThat(pace.pause()).isEqualTo(Duration.ofSeconds(128));
        hear(ANSWER, 8);
        assertThat(pace.pause()).isEqualTo(MOST);
        hear(ANSWER, 100);
        assertThat(pace.pause()).isEqualTo(MOST);
    }

    @Test
    void who_does_not_answer_is_asked_less_and_less_often() {
        for (int seconds = 4; seconds < LEAST.toSeconds(); seconds *= 2) {
            pace.heard(new Reply.Silence());
            assertThat(pace.pause()).isEqualTo(Duration.ofSeconds(seconds));
        }
        hear(new Reply.Silence(), 1_000);
        assertThat(pace.pause()).isEqualTo(LEAST);
        pace.heard(ANSWER);
        assertThat(pace.pause()).as("and then it begins with a few in a row").isEqualTo(Pace.BURST_PAUSE);
    }

    @Test
    void a_server_that_wants_fewer_questions_gets_fewer() {
        pace.heard(new Reply.Kiss("RATE"));
        assertThat(pace.pause()).isEqualTo(LEAST.multipliedBy(2));
        hear(new Reply.Kiss("RATE"), 3);
        assertThat(pace.pause()).as("also fewer than we were told to ask").isEqualTo(LEAST.multipliedBy(16));
        pace.hurry();
        assertThat(pace.poll()).isEqualTo(LEAST.multipliedBy(16));
        hear(new Reply.Kiss("RATE"), 100);
        assertThat(pace.pause()).isEqualTo(Duration.ofHours(36));
        assertThat(pace.isOver()).isFalse();
    }

    @Test
    void a_server_that_wants_none_gets_none() {
        pace.heard(new Reply.Kiss("INIT"));
        assertThat(pace.isOver()).isFalse();
        pace.heard(new Reply.Kiss("DENY"));
        assertThat(pace.isOver()).isTrue();
    }

    @Test
    void who_lost_the_time_asks_at_once_again() {
        hear(ANSWER, 100);
        pace.hurry();
        assertThat(pace.pause()).isEqualTo(Pace.BURST_PAUSE);
        assertThat(pace.poll()).isEqualTo(LEAST);
    }

    private void hear(Reply reply, int times) {
        for (int i = 0; i < times; i++) {
            pace.heard(reply);
        }
    }
}
