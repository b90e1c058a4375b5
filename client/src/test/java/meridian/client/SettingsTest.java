package meridian.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    @Test
    void all_that_is_wrong_is_said_at_once() {
        MeridianBuilder builder = Meridian.builder("127.0.0.1:1")
                .timeLimit(Duration.ZERO)
                .retryPause(Duration.ofSeconds(2), Duration.ofSeconds(1))
                .sessionTimeToLive(Duration.ofMillis(10))
                .callsMax(0);
        assertThatThrownBy(builder::connect)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("timeLimit is PT0S")
                .hasMessageContaining("retryPauseMin PT2S exceeds retryPauseMax PT1S")
                .hasMessageContaining("sessionTimeToLive is PT0.01S")
                .hasMessageContaining("callsMax is 0");
    }

    @Test
    void addresses_are_separated_by_commas() {
        assertThat(Channels.addresses("a:1, b.example:65535 ,[::1]:3"))
                .containsExactly("a:1", "b.example:65535", "[::1]:3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a:", ":1", "a:0", "a:65536", "a:b", "a:1,", "http://a"})
    void what_is_no_address_is_refused(String list) {
        assertThatThrownBy(() -> Meridian.connect(list))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("write host:port");
    }

    @Test
    void a_certificate_needs_tls_and_files_need_to_be_there() {
        MeridianBuilder builder = Meridian.builder("a:1").certificate(Path.of("nowhere.crt"), Path.of("nowhere.key"));
        assertThatThrownBy(builder::connect)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("trust");
        assertThatThrownBy(builder.trust(Path.of("nowhere-ca.crt"))::connect)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nowhere");
    }

    @Test
    void pauses_double_up_to_a_limit_and_differ() {
        Backoff backoff = new Backoff(Duration.ofMillis(10), Duration.ofMillis(50));
        assertThat(backoff.pause(1, 0)).isEqualTo(Duration.ofMillis(5));
        assertThat(backoff.pause(2, 0)).isEqualTo(Duration.ofMillis(10));
        assertThat(backoff.pause(3, 0.5)).isEqualTo(Duration.ofMillis(30));
        assertThat(backoff.pause(9, 0)).isEqualTo(Duration.ofMillis(25));
        assertThat(backoff.pause(1_000_000, 0.999_999)).isLessThan(Duration.ofMillis(50));
    }

    @Test
    void secrets_are_not_printed() {
        assertThat(new Credentials.Password("ann", "secret").toString())
                .contains("ann")
                .doesNotContain("secret");
        assertThat(new Credentials.Token("secret").toString()).doesNotContain("secret");
    }
}
