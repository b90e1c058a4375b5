package meridian.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import meridian.base.Machine;
import meridian.bench.Measure.Quantity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LockWorkloadTest {
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(20);
    private static final Measure MEASURE = new Measure("any", Quantity.MEDIAN_MILLIS, new Goal.None());

    private final FakeLocks locks = new FakeLocks();

    @AfterEach
    void stop() {
        locks.close();
    }

    @Test
    void each_client_has_its_own_lock_and_a_pair_is_one_operation() {
        Window window = run(new LockWorkload(MEASURE, locks, 4));

        assertThat(locks.names).containsExactlyInAnyOrder("any-0", "any-1", "any-2", "any-3");
        assertThat(window.operations()).isEqualTo(locks.releases.get());
        assertThat(window.errors()).isEmpty();
        assertThat(locks.disconnected).hasValue(1);
    }

    @Test
    void contending_clients_share_one_lock_and_each_holding_is_one_operation() {
        Window window = run(new HandOverWorkload(MEASURE, locks, 4, Machine.ticker()));

        assertThat(locks.names).containsExactly("any");
        assertThat(window.operations()).isEqualTo(locks.releases.get());
        assertThat(window.errors()).isEmpty();
        assertThat(locks.disconnected).hasValue(1);
    }

    @Test
    void a_refusal_is_counted_with_its_text_and_the_client_goes_on() {
        locks.refusals.set(3);

        assertThat(run(new LockWorkload(MEASURE, locks, 1)).errors())
                .containsExactly(Map.entry("java.lang.IllegalStateException: no leader", 3L));
        locks.refusals.set(2);
        assertThat(run(new HandOverWorkload(MEASURE, locks, 2, Machine.ticker()))
                        .errors())
                .containsExactly(Map.entry("java.lang.IllegalStateException: no leader", 2L));
    }

    /** Keeps the clients busy until there were a hundred operations more. */
    private Window run(Workload workload) {
        long enough = locks.releases.get() + 100;
        try (Clients clients = workload.connect(List.of())) {
            ClosedLoop loop = ClosedLoop.start(clients.operations(), Machine.ticker());
            long begun = Machine.ticker().nanos();
            while (locks.releases.get() < enough) {
                assertThat(Machine.ticker().since(begun)).isLessThan(DEADLINE);
                loop.run(SHORT);
            }
            loop.close();
            return loop.closeWindow();
        }
    }
}
