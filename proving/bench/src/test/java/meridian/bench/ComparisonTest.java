package meridian.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import meridian.bench.Measure.Quantity;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private static final Measure PUTS = new Measure("puts", Quantity.OPERATIONS_PER_SECOND, new Goal.RatioAtLeast(2.0));
    private static final Measure LATENCY = new Measure("latency", Quantity.MEDIAN_MILLIS, new Goal.RatioAtMost(1.2));
    private static final Measure HAND_OVER = new Measure("hand-over", Quantity.MEDIAN_MILLIS, new Goal.None());
    private static final Measure START = new Measure("start", Quantity.SECONDS, new Goal.ValueAtMost(6));

    @Test
    void only_numbers_of_the_same_round_are_divided() {
        Comparison comparison = of(ours(PUTS, 1, 30), theirs(PUTS, 1, 10), ours(PUTS, 2, 20), theirs(PUTS, 2, 20));

        assertThat(comparison.ratios(PUTS, "etcd")).containsExactly(3.0, 1.0);
        assertThat(comparison.ratio(PUTS, "etcd")).contains(new Spread(2, 1, 3));
    }

    @Test
    void a_round_that_only_one_system_has_gives_no_ratio() {
        Comparison comparison = of(ours(PUTS, 1, 30), theirs(PUTS, 1, 10), ours(PUTS, 2, 20));

        assertThat(comparison.ratios(PUTS, "etcd")).containsExactly(3.0);
    }

    @Test
    void a_peer_that_did_nothing_gives_no_ratio_instead_of_infinity() {
        assertThat(of(ours(PUTS, 1, 30), theirs(PUTS, 1, 0)).ratio(PUTS, "etcd"))
                .isEmpty();
    }

    @Test
    void without_a_peer_no_goal_is_reached_or_missed() {
        Comparison comparison = of(ours(PUTS, 1, 30));

        assertThat(comparison.reached(PUTS, "etcd")).isEmpty();
        assertThat(comparison.systems()).containsExactly("meridian");
    }

    @Test
    void a_throughput_goal_is_a_floor_for_the_ratio() {
        assertThat(of(ours(PUTS, 1, 20), theirs(PUTS, 1, 10)).reached(PUTS, "etcd"))
                .contains(true);
        assertThat(of(ours(PUTS, 1, 19), theirs(PUTS, 1, 10)).reached(PUTS, "etcd"))
                .contains(false);
    }

    @Test
    void a_latency_goal_is_a_ceiling_for_the_ratio() {
        assertThat(of(ours(LATENCY, 1, 1.2), theirs(LATENCY, 1, 1)).reached(LATENCY, "etcd"))
                .contains(true);
        assertThat(of(ours(LATENCY, 1, 1.3), theirs(LATENCY, 1, 1)).reached(LATENCY, "etcd"))
                .contains(false);
    }

    @Test
    void a_start_goal_is_a_ceiling_for_our_own_value() {
        assertThat(of(ours(START, 1, 5.9), theirs(START, 1, 1)).reached(START, "etcd"))
                .contains(true);
        assertThat(of(ours(START, 1, 6.1), theirs(START, 1, 10)).reached(START, "etcd"))
                .contains(false);
    }

    @Test
    void each_peer_has_its_own_ratios_and_the_goals_are_about_the_first() {
        Comparison comparison = of(ours(PUTS, 1, 30), theirs(PUTS, 1, 10), of("zookeeper", PUTS, 1, 60));

        assertThat(comparison.ratio(PUTS, "zookeeper")).contains(new Spread(0.5, 0.5, 0.5));
        assertThat(comparison.reached(PUTS, "etcd")).contains(true);
        assertThat(comparison.reached(PUTS, "zookeeper")).isEmpty();
        assertThat(comparison.systems()).containsExactly("meridian", "etcd", "zookeeper");
    }

    @Test
    void a_measure_without_a_goal_has_ratios_and_no_verdict() {
        Comparison comparison = of(ours(HAND_OVER, 1, 30), theirs(HAND_OVER, 1, 10));

        assertThat(comparison.ratios(HAND_OVER, "etcd")).containsExactly(3.0);
        assertThat(comparison.reached(HAND_OVER, "etcd")).isEmpty();
    }

    @Test
    void figures_are_medians_over_the_rounds_and_errors_are_summed() {
        Comparison comparison =
                of(loaded(1, 100, Map.of("late", 2L)), loaded(2, 300, Map.of()), loaded(3, 200, Map.of("late", 1L)));

        assertThat(comparison.figure(PUTS, "meridian", LoadFigures::operationsPerSecond))
                .contains(200.0);
        assertThat(comparison.errors(PUTS, "meridian")).isEqualTo(3);
    }

    private static Comparison of(Sample... samples) {
        return new Comparison(
                "meridian", List.of("etcd", "zookeeper"), List.of(PUTS, LATENCY, START, HAND_OVER), List.of(samples));
    }

    private static Sample ours(Measure measure, int round, double value) {
        return of("meridian", measure, round, value);
    }

    private static Sample theirs(Measure measure, int round, double value) {
        return of("etcd", measure, round, value);
    }

    private static Sample of(String system, Measure measure, int round, double value) {
        return new Sample(measure.name(), system, round, value, Optional.empty());
    }

    private static Sample loaded(int round, double operationsPerSecond, Map<String, Long> errors) {
        LoadFigures figures = new LoadFigures(10, operationsPerSecond, 1, 2, 3, 4, 5, 6, errors);
        return new Sample(PUTS.name(), "meridian", round, operationsPerSecond, Optional.of(figures));
    }
}
