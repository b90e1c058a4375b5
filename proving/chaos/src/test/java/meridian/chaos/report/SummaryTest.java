package meridian.chaos.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import meridian.chaos.load.Finding;
import meridian.chaos.load.Timeline.Stretch;
import meridian.chaos.load.Workload.Count;
import org.junit.jupiter.api.Test;

class SummaryTest {
    private final Summary summary = new Summary();

    private void happened(String fault, long outageMillis) {
        Stretch stretch = new Stretch(Duration.ofSeconds(1), Duration.ofSeconds(3));
        summary.add(new Incident(fault, "n1", stretch, Duration.ofMillis(outageMillis)));
    }

    @Test
    void rounds_are_added_up() {
        happened("kill-leader", 1_400);
        happened("kill-leader", 1_200);
        happened("cut-pair", 0);
        summary.add(Map.of("kv", new Count(1_000, 3)), List.of(new Finding("nodes agree", "")));
        summary.add(Map.of("kv", new Count(500, 0)), List.of(new Finding("nodes agree", "they do not")));
        assertThat(summary.text()).isEqualTo("""

                rounds: 2, violations: 1

                  workload  operations answered  outcome unknown
                  kv                      1,500                3
                  all                     1,500                3

                  fault        times  longest without a write, ms
                  cut-pair         1                            0
                  kill-leader      2                        1,400

                  checker      rounds  violations
                  nodes agree       2           1
                """);
    }

    @Test
    void the_page_of_long_runs_gets_the_same_in_markdown() {
        happened("cut-pair", 250);
        assertThat(summary.markdown()).contains("""
                | fault | times | longest without a write, ms |
                |---|---:|---:|
                | cut-pair | 1 | 250 |
                """);
    }
}
