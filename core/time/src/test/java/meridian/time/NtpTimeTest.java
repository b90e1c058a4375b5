package meridian.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.concurrent.TimeUnit;
import meridian.testkit.Gen;
import meridian.testkit.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NtpTimeTest {
    private static final long YEAR_2100 = 4_102_444_800_000_000_000L;

    @Test
    void there_and_back_it_loses_less_than_a_nanosecond() {
        Property.forAll(
                Gen.longs(0, YEAR_2100),
                nanos -> assertThat(NtpTime.toUnix(NtpTime.ofUnix(nanos))).isBetween(nanos - 1, nanos));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1970-01-01T00:00:00Z", "2036-02-07T06:28:15Z", "2036-02-07T06:28:16Z", "2103-12-31T00:00:00Z"})
    void the_numbers_begin_anew_in_2036_and_are_understood_all_the_same(String when) {
        long nanos = TimeUnit.SECONDS.toNanos(Instant.parse(when).getEpochSecond());
        assertThat(NtpTime.toUnix(NtpTime.ofUnix(nanos))).isEqualTo(nanos);
    }

    @Test
    void the_first_era_ends_where_the_second_begins() {
        long begin =
                TimeUnit.SECONDS.toNanos(Instant.parse("2036-02-07T06:28:16Z").getEpochSecond());
        assertThat(NtpTime.ofUnix(begin)).isZero();
    }

    @Test
    void how_wrong_something_may_be_is_never_understated() {
        Property.forAll(
                Gen.longs(0, TimeUnit.SECONDS.toNanos(65_535)),
                nanos -> assertThat(NtpTime.shortToNanos(NtpTime.nanosToShort(nanos)))
                        .isBetween(nanos, nanos + 16_000));
    }

    @Test
    void what_does_not_fit_is_as_much_as_fits() {
        long most = NtpTime.shortToNanos(-1);
        assertThat(NtpTime.shortToNanos(NtpTime.nanosToShort(Long.MAX_VALUE))).isEqualTo(most);
        assertThat(most).isGreaterThan(TimeUnit.SECONDS.toNanos(65_535));
    }
}
