package meridian.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import meridian.bench.Measure.Quantity;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final Measure PUTS = new Measure("puts", Quantity.OPERATIONS_PER_SECOND, new Goal.RatioAtLeast(2.0));
    private static final Measure START = new Measure("start", Quantity.SECONDS, new Goal.ValueAtMost(6));
    private static final List<Sample> BOTH = List.of(
            start("etcd", 2.0), puts("etcd", 1000, Map.of()), start("meridian", 3.0), puts("meridian", 2500, Map.of()));

    @Test
    void the_terminal_shows_figures_and_ratios() {
        assertThat(report(false, BOTH).text()).isEqualTo("""
                measure    system  value   op/s  p50 ms  p99 ms  max ms  CPU µs/op  load CPU µs/op  memory MB  errors
                puts     meridian  2,500  2,500    1.00    2.00    3.00       4.00            5.00          6       0
                puts         etcd  1,000  1,000    1.00    2.00    3.00       4.00            5.00          6       0
                start    meridian   3.00      –       –       –       –          –               –          –       0
                start        etcd   2.00      –       –       –       –          –               –          –       0

                measure  against               compared  ratio    min – max         goal  reached
                puts        etcd  operations per second   2.50  2.50 – 2.50  ratio ≥ 2.0      yes
                start       etcd                seconds   1.50  1.50 – 1.50  value ≤ 6.0      yes
                """);
    }

    @Test
    void one_system_alone_has_no_ratios() throws Exception {
        Report report = report(false, List.of(puts("meridian", 2500, Map.of())));

        assertThat(report.text()).doesNotContain("ratio");
        assertThat(json(report).get("ratios")).isEmpty();
    }

    @Test
    void a_quick_try_says_so_wherever_it_is_read() throws Exception {
        Report report = report(true, BOTH);

        assertThat(report.text()).contains("not a measurement");
        assertThat(report.markdown()).contains("not a measurement");
        assertThat(json(report).get("quick").asBoolean()).isTrue();
        assertThat(report(false, BOTH).markdown()).doesNotContain("not a measurement");
    }

    @Test
    void errors_are_shown_with_their_text() throws Exception {
        Report report = report(false, List.of(puts("meridian", 9000, Map.of("UNAVAILABLE: no leader", 12L))));

        assertThat(report.text()).contains("- puts, meridian, round 1: 12 times: UNAVAILABLE: no leader");
        assertThat(report.markdown()).contains("12 times: UNAVAILABLE: no leader");
        JsonNode round = json(report).at("/measures/0/systems/meridian/rounds/0");
        assertThat(round.at("/errors").asLong()).isEqualTo(12);
        assertThat(round.get("errorTexts").get("UNAVAILABLE: no leader").asLong())
                .isEqualTo(12);
    }

    @Test
    void ratios_in_json_map_each_measure_to_its_median() throws Exception {
        JsonNode json = json(report(false, BOTH));

        assertThat(json.get("ratios").toString()).isEqualTo("{\"puts\":2.5,\"start\":1.5}");
        assertThat(json.at("/measures/0/ratio").toString())
                .isEqualTo("{\"median\":2.5,\"min\":2.5,\"max\":2.5,\"rounds\":[2.5]}");
        assertThat(json.at("/measures/0/reached").asBoolean()).isTrue();
        assertThat(json.at("/measures/0/systems/etcd/value/median").asDouble()).isEqualTo(1000);
        assertThat(json.at("/machine/cores").asText()).isEqualTo("2");
        assertThat(json.at("/systems/meridian/version").asText()).isEqualTo("0.1");
    }

    @Test
    void ratios_to_a_second_peer_have_its_name_behind_the_measure() throws Exception {
        List<Sample> three = Stream.concat(BOTH.stream(), Stream.of(puts("zookeeper", 5000, Map.of())))
                .toList();
        Report report = report(false, three);

        assertThat(json(report).get("ratios").toString())
                .isEqualTo("{\"puts\":2.5,\"puts-zookeeper\":0.5,\"start\":1.5}");
        assertThat(json(report).at("/measures/0/ratio-zookeeper/median").asDouble())
                .isEqualTo(0.5);
        assertThat(report.markdown())
                .contains("| puts | zookeeper | operations per second | 0.50 | 0.50 – 0.50 | – | – |");
    }

    @Test
    void markdown_states_machine_settings_and_how_to_read_it() {
        assertThat(report(false, BOTH).markdown())
                .contains("| puts | etcd | operations per second | 2.50 | 2.50 – 2.50 | ratio ≥ 2.0 | yes |")
                .contains("- cores: 2\n", "- rounds: 3\n", "- etcd 3.4, first node: `etcd --name`")
                .contains("coordinated omission");
    }

    private static JsonNode json(Report report) throws Exception {
        return new ObjectMapper().readTree(new JsonReport(report).text());
    }

    private static Report report(boolean quick, List<Sample> samples) {
        return new Report(
                "etcd",
                "2026-01-02T03:04:05Z",
                quick,
                Map.of("cores", "2"),
                Map.of("rounds", "3"),
                Map.of(
                        "meridian", new Report.SystemFacts("0.1", "java meridian"),
                        "etcd", new Report.SystemFacts("3.4", "etcd --name")),
                new Comparison("meridian", List.of("etcd", "zookeeper"), List.of(PUTS, START), samples));
    }

    private static Sample start(String system, double seconds) {
        return new Sample(START.name(), system, 1, seconds, Optional.empty());
    }

    private static Sample puts(String system, double operationsPerSecond, Map<String, Long> errors) {
        LoadFigures figures = new LoadFigures(10, operationsPerSecond, 1, 2, 3, 4, 5, 6, errors);
        return new Sample(PUTS.name(), system, 1, operationsPerSecond, Optional.of(figures));
    }
}
