package meridian.time;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SourceMemoryTest {
    private static final long SECOND = 1_000_000_000L;

    private final SourceMemory memory = new SourceMemory();

    @Test
    void a_quick_answer_is_worth_more_than_later_slow_ones() {
        memory.add(exchange(0, 1_000, 0));
        memory.add(exchange(SECOND, 50_000_000, 20_000_000));
        long width = memory.span().orElseThrow().width();
        assertThat(width).isLessThan(200_000);
        assertThat(memory.leastDelay()).contains(1_000L);
    }

    @Test
    void who_contradicts_what_it_said_is_believed_anew() {
        memory.add(exchange(0, 1_000, 0));
        memory.add(exchange(SECOND, 1_000, 3_600 * SECOND));
        Span span = memory.span().orElseThrow();
        assertThat(span.contains(SECOND + 3_600 * SECOND + 500)).isTrue();
        assertThat(memory.jitter()).as("nothing to compare with").isEmpty();
    }

    @Test
    void jitter_is_how_much_answers_differ() {
        memory.add(exchange(0, 1_000, 0));
        memory.add(exchange(SECOND, 100_000, 40_000));
        memory.add(exchange(2 * SECOND, 1_000, 0));
        assertThat(memory.jitter().orElseThrow()).isBetween(20_000L, 80_000L);
    }

    @Test
    void what_is_forgotten_is_gone() {
        memory.add(exchange(0, 1_000, 0));
        memory.forget();
        assertThat(memory.span()).isEmpty();
        assertThat(memory.latest()).isEmpty();
        assertThat(memory.leastDelay()).isEmpty();
    }

    /** With a server whose clock shows the tick, and so much more. */
    private static Exchange exchange(long tick, long delay, long ahead) {
        Exchange.Upstream exact = new Exchange.Upstream(1, Leap.NONE, 0, 0, -30, 0);
        long answered = tick + delay / 2 + ahead;
        return new Exchange(tick, answered, answered, tick + delay, 0, exact);
    }
}
