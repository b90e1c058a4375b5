package meridian.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
    @ParameterizedTest
    @CsvSource({
        "time.example.org, time.example.org, 123",
        "time.example.org:1123, time.example.org, 1123",
        "10.0.0.1, 10.0.0.1, 123",
        "10.0.0.1:5, 10.0.0.1, 5",
        "::1, ::1, 123",
        "fd00::1:2, fd00::1:2, 123",
        "[fd00::1], fd00::1, 123",
        "[fd00::1]:5, fd00::1, 5"
    })
    void a_port_may_be_left_out(String text, String host, int port) {
        assertThat(Address.parse(text, 123)).isEqualTo(new Address(host, port));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "host:", "host:port", "host:65536", ":123"})
    void what_is_no_address_is_refused(String text) {
        assertThatThrownBy(() -> Address.parse(text, 123)).isInstanceOf(IllegalArgumentException.class);
    }
}
