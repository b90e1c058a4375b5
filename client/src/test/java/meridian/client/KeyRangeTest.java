package meridian.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class KeyRangeTest {
    private static Bytes bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return Bytes.of(bytes);
    }

    @Test
    void a_prefix_ends_before_the_first_key_that_does_not_begin_with_it() {
        assertThat(KeyRange.prefix("ab")).isEqualTo(KeyRange.between(Bytes.utf8("ab"), Bytes.utf8("ac")));
        assertThat(KeyRange.prefix(bytes('a', 0xFF))).isEqualTo(KeyRange.between(bytes('a', 0xFF), bytes('b')));
        assertThat(KeyRange.prefix(bytes(0xFF, 0xFF)).end())
                .isEqualTo(KeyRange.all().end());
        assertThat(KeyRange.prefix(Bytes.empty())).isEqualTo(KeyRange.all());
    }

    @Test
    void a_range_without_keys_is_a_mistake() {
        assertThatThrownBy(() -> KeyRange.between(Bytes.utf8("b"), Bytes.utf8("b")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> KeyRange.key("")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void bytes_are_ordered_without_signs_and_print_as_text_where_they_are_some() {
        assertThat(bytes(0x80)).isGreaterThan(bytes(0x7F)).isGreaterThan(bytes(0x7F, 1));
        assertThat(Bytes.utf8("grün"))
                .hasToString("grün")
                .isEqualTo(Bytes.of(Bytes.utf8("grün").toByteArray()));
        assertThat(bytes(0xFF, 0x01)).hasToString("ff01");
        assertThat(Bytes.utf8("abc").startsWith(Bytes.utf8("ab"))).isTrue();
    }
}
