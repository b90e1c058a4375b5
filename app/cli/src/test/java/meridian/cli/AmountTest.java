package meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmountTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0 ns",
        "999, 999 ns",
        "1000, 1.00 µs",
        "12345, 12.3 µs",
        "123456, 123 µs",
        "1204000, 1.20 ms",
        "64000000000, 64.0 s",
        "3600000000000, 3600 s"
    })
    void three_digits_and_a_unit(long nanos, String text) {
        assertThat(Amount.of(Duration.ofNanos(nanos))).isEqualTo(text);
        assertThat(Amount.signed(Duration.ofNanos(nanos))).isEqualTo("+" + text);
        assertThat(Amount.signed(Duration.ofNanos(-nanos))).isEqualTo((nanos == 0 ? "+" : "-") + text);
    }

    @ParameterizedTest
    @CsvSource({"0.5, 500000000", "-0.000000001, -1", "3600.25, 3600250000000"})
    void seconds_of_json_are_read_to_the_nanosecond(double seconds, long nanos) {
        assertThat(Amount.ofSeconds(seconds)).isEqualTo(Duration.ofNanos(nanos));
        assertThat(Amount.seconds(Duration.ofNanos(nanos))).isEqualTo(seconds);
    }
}
