package meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import meridian.base.Address;
import meridian.time.NtpQuery;
import org.junit.jupiter.api.Test;

class TimeQueryCommandTest {
    private static final NtpQuery.Result GOOD = new NtpQuery.Result(
            new Address("10.0.0.1", 123),
            Optional.of(Duration.ofMillis(-1500)),
            Optional.of(Duration.ofNanos(12_345)),
            Optional.of(Duration.ofMillis(1)),
            2,
            "10.0.0.9",
            "none",
            4,
            true,
            "");
    private static final NtpQuery.Result BAD = new NtpQuery.Result(
            new Address("10.0.0.2", 123),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            0,
            "",
            "",
            0,
            false,
            "no answer");

    @Test
    void what_each_server_says_has_a_line() {
        assertThat(TimeQueryCommand.rows(List.of(GOOD, BAD)).subList(1, 3))
                .containsExactly(
                        List.of("10.0.0.1:123", "2", "10.0.0.9", "-1.50 s", "12.3 µs", "1.00 ms", "4", "kernel", ""),
                        List.of("10.0.0.2:123", "0", "", "-", "-", "-", "0", "own", "no answer"));
    }

    @Test
    void what_they_say_together_is_told_in_the_end() {
        NtpQuery.Verdict verdict = new NtpQuery.Verdict(Duration.ofMillis(-1500), Duration.ofMillis(2), 1, 2);
        assertThat(TimeQueryCommand.conclusion(report(Optional.of(verdict), GOOD, BAD)))
                .isEqualTo("This clock is off by -1.50 s, give or take 2.00 ms (1 of 2 servers)");
        assertThat(TimeQueryCommand.conclusion(report(Optional.empty(), BAD))).isEqualTo("No server told the time.");
        assertThat(TimeQueryCommand.conclusion(report(Optional.empty(), GOOD, GOOD)))
                .isEqualTo("The servers contradict each other, and no majority agrees.");
    }

    @Test
    void as_json_times_are_seconds_and_what_is_not_known_is_null() {
        JsonNode json = TimeQueryCommand.json(report(Optional.empty(), GOOD, BAD));
        assertThat(json.at("/servers/0/offsetSeconds").asDouble()).isEqualTo(-1.5);
        assertThat(json.at("/servers/0/boundSeconds").asDouble()).isEqualTo(12_345e-9);
        assertThat(json.at("/servers/0/delaySeconds").asDouble()).isEqualTo(1e-3);
        assertThat(json.at("/servers/1/offsetSeconds").isNull()).isTrue();
        assertThat(json.at("/servers/1/trouble").asText()).isEqualTo("no answer");
        assertThat(json.get("verdict").isNull()).isTrue();
    }

    private static NtpQuery.Report report(Optional<NtpQuery.Verdict> verdict, NtpQuery.Result... results) {
        return new NtpQuery.Report(List.of(results), verdict);
    }
}
