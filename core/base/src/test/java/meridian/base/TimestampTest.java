package meridian.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import meridian.base.Invariant.BrokenInvariant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampTest {
    private static final long MILLIS = 1_767_225_600_123L;

    @Test
    void milliseconds_come_before_the_counter() {
        assertThat(Timestamp.of(MILLIS, 65_535)).isLessThan(Timestamp.of(MILLIS + 1, 0));
        assertThat(Timestamp.of(MILLIS, 1)).isLessThan(Timestamp.of(MILLIS, 2));
        assertThat(Timestamp.ZERO).isLessThan(Timestamp.of(0, 1));
    }

    @Test
    void a_full_counter_carries_into_the_milliseconds() {
        assertThat(Timestamp.of(MILLIS, 65_535).next()).isEqualTo(Timestamp.of(MILLIS + 1, 0));
        assertThat(Timestamp.of(MILLIS, 65_000).plus(1_000)).isEqualTo(Timestamp.of(MILLIS + 1, 464));
    }

    @Test
    void its_parts_come_back() {
        Timestamp timestamp = Timestamp.of(MILLIS, 7);
        assertThat(timestamp.unixMillis()).isEqualTo(MILLIS);
        assertThat(timestamp.counter()).isEqualTo(7);
        assertThat(timestamp).hasToString("2026-01-01T00:00:00.123Z+7");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 65_535, 65_536, MILLIS << 16, Long.MAX_VALUE - 1, Long.MAX_VALUE})
    void what_is_printed_can_be_read(long bits) {
        Timestamp timestamp = new Timestamp(bits);
        assertThat(Timestamp.parse(timestamp.toString())).isEqualTo(timestamp);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "+",
                "2026-01-01T00:00:00Z",
                "2026-01-01T00:00:00Z+",
                "2026-01-01T00:00:00Z+x",
                "2026-01-01T00:00:00Z+65536",
                "2026-01-01T00:00:00Z+-1",
                "1969-12-31T23:59:59Z+0",
                "+9999-01-01T00:00:00Z+0",
                "+999999999-01-01T00:00:00Z+0",
                "yesterday+0"
            })
    void other_texts_are_refused_with_an_example(String text) {
        assertThatThrownBy(() -> Timestamp.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "' is not a timestamp: expected for instance");
    }

    @Test
    void what_does_not_fit_is_a_broken_invariant() {
        assertThatThrownBy(() -> new Timestamp(-1)).isInstanceOf(BrokenInvariant.class);
        assertThatThrownBy(() -> Timestamp.of(-1, 0)).isInstanceOf(BrokenInvariant.class);
        assertThatThrownBy(() -> Timestamp.of(1L << 47, 0)).isInstanceOf(BrokenInvariant.class);
        assertThatThrownBy(() -> Timestamp.of(0, 65_536)).isInstanceOf(BrokenInvariant.class);
        assertThatThrownBy(() -> new Timestamp(Long.MAX_VALUE).next()).isInstanceOf(ArithmeticException.class);
    }
}
