package meridian.time;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpanTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long PPM_50 = 50_000;

    @Test
    void it_grows_by_what_the_clock_may_drift() {
        Span later = new Span(0, 100, 200).at(SECOND);
        assertThat(later).isEqualTo(new Span(SECOND, 100 + SECOND - PPM_50, 200 + SECOND + PPM_50));
    }

    @Test
    void two_say_more_than_one() {
        Span early = new Span(0, 0, 1_000_000);
        Span late = new Span(SECOND, SECOND + 900_000, SECOND + 5_000_000);
        Span both = early.meet(late).orElseThrow();
        assertThat(both).isEqualTo(new Span(SECOND, SECOND + 900_000, SECOND + 1_000_000 + PPM_50));
        assertThat(late.meet(early)).contains(both);
    }

    @Test
    void who_contradict_each_other_do_not_meet() {
        assertThat(new Span(0, 0, 10).meet(new Span(0, 11, 20))).isEmpty();
        assertThat(new Span(0, 0, 10).meet(new Span(0, 10, 20))).contains(new Span(0, 10, 10));
    }

    @Test
    void an_exchange_says_what_cause_and_effect_say() {
        Exchange.Upstream exact = new Exchange.Upstream(1, Leap.NONE, 0, 0, -30, 0);
        Span span = new Exchange(1_000, 50_000, 50_200, 3_000, 0, exact).span();
        assertThat(span.tick()).isEqualTo(3_000);
        assertThat(span.earliest()).as("the answer had left").isBetween(50_200L - 10, 50_200L);
        assertThat(span.latest()).as("the question had not arrived").isBetween(52_000L, 52_000L + 10);
    }

    @Test
    void what_the_server_does_not_know_nobody_learns_from_it() {
        Exchange.Upstream vague = new Exchange.Upstream(2, Leap.NONE, 600, 400, -30, 0);
        Span span = new Exchange(1_000, 50_000, 50_200, 3_000, 50, vague).span();
        assertThat(span.width()).isBetween(1_800L + 2 * (700 + 50), 1_800L + 2 * (700 + 50) + 10);
    }
}
