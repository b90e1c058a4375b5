package meridian.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class BytesTest {
    @Test
    void bytes_order_as_unsigned_numbers() {
        List<Bytes> sorted =
                List.of(Bytes.EMPTY, of(0), of(0, 0), of(1), of(0x7f), of(0x80), of(0xff), of(0xff, 0), of(0xff, 0xff));
        for (int i = 0; i < sorted.size(); i++) {
            for (int j = 0; j < sorted.size(); j++) {
                assertThat(Integer.signum(sorted.get(i).compareTo(sorted.get(j))))
                        .isEqualTo(Integer.compare(i, j));
            }
        }
    }

    @Test
    void equal_content_is_equal() {
        assertThat(of(1, 2)).isEqualTo(of(1, 2)).hasSameHashCodeAs(of(1, 2)).isNotEqualTo(of(2, 1));
        assertThat(Bytes.wrap(new byte[0])).isSameAs(Bytes.EMPTY);
    }

    @Test
    void a_copy_does_not_change_with_its_source() {
        byte[] source = {1};
        Bytes copy = Bytes.copyOf(source);
        source[0] = 2;
        assertThat(copy).isEqualTo(of(1));
    }

    @Test
    void a_prefix_is_where_it_begins() {
        assertThat(Bytes.utf8("abc").startsWith(Bytes.utf8("ab"))).isTrue();
        assertThat(Bytes.utf8("abc").startsWith(Bytes.EMPTY)).isTrue();
        assertThat(Bytes.utf8("abc").startsWith(Bytes.utf8("abc"))).isTrue();
        assertThat(Bytes.utf8("ab").startsWith(Bytes.utf8("abc"))).isFalse();
        assertThat(Bytes.utf8("abc").startsWith(Bytes.utf8("b"))).isFalse();
    }

    @Test
    void nothing_lies_between_a_string_and_its_successor() {
        assertThat(of(7).successor()).isEqualTo(of(7, 0));
        assertThat(of(7)).isLessThan(of(7).successor());
        assertThat(Bytes.EMPTY.successor()).isEqualTo(of(0));
    }

    @Test
    void text_is_shown_as_text_and_the_rest_in_digits() {
        assertThat(Bytes.utf8("key/1 ~")).hasToString("key/1 ~");
        assertThat(of(0x61, 0x0a)).hasToString("0x610a");
        assertThat(of(0x80)).hasToString("0x80");
        assertThat(of(0x7f)).hasToString("0x7f");
        assertThat(Bytes.utf8("ä").toUtf8()).isEqualTo("ä");
    }

    static Bytes of(int... values) {
        byte[] array = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            array[i] = (byte) values[i];
        }
        return Bytes.wrap(array);
    }
}
