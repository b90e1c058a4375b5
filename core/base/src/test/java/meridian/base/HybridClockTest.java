package meridian.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HybridClockTest {
    private final AtomicLong millis = new AtomicLong(1_000);
    private final HybridClock clock = new HybridClock(millis::get);

    @Test
    void it_follows_the_time_of_day() {
        assertThat(clock.next()).isEqualTo(Timestamp.of(1_000, 0));
        assertThat(clock.next()).isEqualTo(Timestamp.of(1_000, 1));
        millis.set(2_000);
        assertThat(clock.next()).isEqualTo(Timestamp.of(2_000, 0));
    }

    @Test
    void it_does_not_go_back_when_the_time_of_day_does() {
        clock.next();
        millis.set(10);
        assertThat(clock.next()).isEqualTo(Timestamp.of(1_000, 1));
        millis.set(1_001);
        assertThat(clock.next()).isEqualTo(Timestamp.of(1_001, 0));
    }

    @Test
    void a_run_of_readings_belongs_to_one_caller() {
        Timestamp first = clock.next(100_000);
        assertThat(first).isEqualTo(Timestamp.of(1_000, 0));
        assertThat(clock.next()).isEqualTo(first.plus(100_000));
        assertThatThrownBy(() -> clock.next(0)).isInstanceOf(Invariant.BrokenInvariant.class);
    }

    @Test
    void what_was_seen_elsewhere_lies_in_the_past() {
        Timestamp seen = Timestamp.of(5_000, 7);
        clock.observe(seen);
        assertThat(clock.next()).isEqualTo(seen.next());
        clock.observe(Timestamp.of(1, 0));
        assertThat(clock.next()).isEqualTo(seen.plus(2));
    }

    @Test
    void it_strictly_grows_under_jumps() {
        Timestamp last = Timestamp.ZERO;
        long jump = 17;
        for (int i = 0; i < 10_000; i++) {
            jump = jump * 31 % 10_007;
            millis.set(jump);
            int count = (int) (jump % 5) + 1;
            Timestamp next = clock.next(count);
            assertThat(next).isGreaterThan(last);
            last = next.plus(count - 1);
        }
    }

    @Test
    void threads_never_get_the_same_reading() throws Exception {
        List<Future<List<Timestamp>>> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (int thread = 0; thread < 4; thread++) {
                all.add(threads.submit(this::manyReadings));
            }
        }
        List<Timestamp> readings = new ArrayList<>();
        for (Future<List<Timestamp>> each : all) {
            assertThat(each.get()).isSorted();
            readings.addAll(each.get());
        }
        assertThat(readings).hasSize(8_000).doesNotHaveDuplicates();
    }

    private List<Timestamp> manyReadings() {
        List<Timestamp> readings = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            millis.addAndGet(i % 3 - 1);
            Timestamp first = clock.next(2);
            readings.add(first);
            readings.add(first.next());
        }
        return readings;
    }
}
