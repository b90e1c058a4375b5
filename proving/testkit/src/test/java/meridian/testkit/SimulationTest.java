package meridian.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SimulationTest {
    @Test
    void events_happen_in_the_order_of_their_time() {
        Simulation simulation = new Simulation(1);
        List<Duration> seen = new ArrayList<>();
        for (int millis : new int[] {30, 10, 20}) {
            simulation.after(Duration.ofMillis(millis), () -> seen.add(simulation.now()));
        }
        simulation.runUntilQuiet();
        assertThat(seen).containsExactly(Duration.ofMillis(10), Duration.ofMillis(20), Duration.ofMillis(30));
    }

    @Test
    void the_seed_orders_what_happens_at_once() {
        Set<String> orders = new HashSet<>();
        for (int seed = 0; seed < 50; seed++) {
            assertThat(order(seed)).isEqualTo(order(seed));
            orders.add(order(seed));
        }
        assertThat(orders).hasSize(6);
    }

    private static String order(long seed) {
        Simulation simulation = new Simulation(seed);
        StringBuilder order = new StringBuilder();
        for (String name : List.of("a", "b", "c")) {
            simulation.after(Duration.ZERO, () -> order.append(name));
        }
        simulation.runUntilQuiet();
        return order.toString();
    }

    @Test
    void time_stops_where_it_was_told_to() {
        Simulation simulation = new Simulation(1);
        simulation.after(Duration.ofSeconds(5), () -> simulation.note("late"));
        simulation.runUntil(Duration.ofSeconds(2));
        assertThat(simulation.now()).isEqualTo(Duration.ofSeconds(2));
        assertThat(simulation.runUntil(() -> false, Duration.ofSeconds(1))).isFalse();
        assertThat(simulation.transcript()).isEmpty();
        simulation.runFor(Duration.ofSeconds(4));
        assertThat(simulation.transcript()).containsExactly("   5,000,000 us  late");
    }

    @Test
    void a_check_sees_every_event() {
        Simulation simulation = new Simulation(1);
        simulation.afterEachEvent(() -> {
            throw new AssertionError("broken");
        });
        simulation.after(Duration.ZERO, () -> {});
        assertThatThrownBy(simulation::runUntilQuiet).hasMessage("broken");
    }

    @Test
    void a_clock_jumps_and_drifts() {
        SimulatedTicker ticker = new SimulatedTicker();
        SimulatedClock clock = new SimulatedClock(ticker);
        long start = clock.unixMillis();
        ticker.advance(Duration.ofSeconds(10));
        assertThat(clock.unixMillis() - start).isEqualTo(10_000);
        clock.drift(2);
        ticker.advance(Duration.ofSeconds(10));
        assertThat(clock.unixMillis() - start).isEqualTo(30_000);
        clock.jump(Duration.ofSeconds(-25));
        assertThat(clock.unixMillis() - start).isEqualTo(5_000);
    }
}
