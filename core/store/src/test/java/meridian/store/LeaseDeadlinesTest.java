package meridian.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LeaseDeadlinesTest {
    private static final Duration TEN = Duration.ofNanos(10);

    private final LeaseDeadlines deadlines = new LeaseDeadlines();

    @Test
    void a_lease_is_due_when_its_time_is_over() {
        deadlines.start(1, TEN, 100);
        assertThat(deadlines.takeDue(109, 10)).isEmpty();
        assertThat(deadlines.takeDue(110, 10)).containsExactly(1L);
    }

    @Test
    void a_renewed_lease_gets_its_full_time_again() {
        deadlines.start(1, TEN, 100);
        assertThat(deadlines.renew(1, 109)).contains(TEN);
        assertThat(deadlines.takeDue(118, 10)).isEmpty();
        assertThat(deadlines.remaining(1, 118)).contains(Duration.ofNanos(1));
        assertThat(deadlines.takeDue(119, 10)).containsExactly(1L);
    }

    @Test
    void a_lease_that_is_over_but_not_yet_proposed_can_be_renewed() {
        deadlines.start(1, TEN, 100);
        assertThat(deadlines.remaining(1, 200)).contains(Duration.ZERO);
        assertThat(deadlines.renew(1, 200)).contains(TEN);
    }

    @Test
    void an_ending_lease_is_not_renewed_nor_taken_twice() {
        deadlines.start(1, TEN, 100);
        deadlines.takeDue(110, 10);
        assertThat(deadlines.isEnding(1)).isTrue();
        assertThat(deadlines.renew(1, 111)).isEmpty();
        assertThat(deadlines.takeDue(1_000, 10)).isEmpty();
    }

    @Test
    void a_lease_that_did_not_end_after_all_is_due_again() {
        deadlines.start(1, TEN, 100);
        deadlines.keep(deadlines.takeDue(110, 10));
        assertThat(deadlines.takeDue(111, 10)).containsExactly(1L);
        deadlines.keep(List.of(1L));
        assertThat(deadlines.renew(1, 112)).contains(TEN);
    }

    @Test
    void a_lease_granted_again_with_its_id_is_a_new_one() {
        deadlines.start(1, TEN, 100);
        List<Long> due = deadlines.takeDue(110, 10);
        deadlines.start(1, TEN, 111);
        deadlines.keep(due);
        assertThat(deadlines.isEnding(1)).isFalse();
        assertThat(deadlines.takeDue(120, 10)).isEmpty();
        assertThat(deadlines.takeDue(121, 10)).containsExactly(1L);
    }

    @Test
    void an_ended_lease_is_forgotten() {
        deadlines.start(1, TEN, 100);
        deadlines.end(1);
        assertThat(deadlines.has(1)).isFalse();
        assertThat(deadlines.takeDue(1_000, 10)).isEmpty();
        assertThat(deadlines.remaining(1, 100)).isEmpty();
    }

    @Test
    void many_are_taken_in_the_order_of_their_deadlines_and_so_many_at_once() {
        LongStream.rangeClosed(1, 5).forEach(id -> deadlines.start(id, TEN, 100 - id));
        assertThat(deadlines.takeDue(1_000, 2)).containsExactly(5L, 4L);
        assertThat(deadlines.takeDue(1_000, 10)).containsExactly(3L, 2L, 1L);
    }

    @Test
    void a_delay_moves_all_deadlines() {
        deadlines.start(1, TEN, 100);
        deadlines.delay(TEN);
        assertThat(deadlines.takeDue(119, 10)).isEmpty();
        assertThat(deadlines.takeDue(120, 10)).containsExactly(1L);
    }

    @Test
    void the_longest_lease_does_not_run_over() {
        deadlines.start(1, Duration.ofSeconds(StoreConfig.Leases.SECONDS_MAX), 1L << 60);
        deadlines.start(2, TEN, 1L << 60);
        assertThat(deadlines.takeDue((1L << 60) + 10, 10)).containsExactly(2L);
    }
}
