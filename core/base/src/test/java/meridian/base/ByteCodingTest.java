package meridian.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import meridian.base.ByteReader.Malformed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ByteCodingTest {
    @Test
    void what_was_written_is_read_in_the_same_order() {
        byte[] array = new ByteWriter(0)
                .u8(0xfe)
                .bool(true)
                .u64(-2)
                .varint(300)
                .bytes(new byte[] {1, 2})
                .text("höher")
                .raw(new byte[] {9})
                .toArray();
        ByteReader reader = new ByteReader(array);
        assertThat(reader.u8()).isEqualTo(0xfe);
        assertThat(reader.bool()).isTrue();
        assertThat(reader.u64()).isEqualTo(-2);
        assertThat(reader.varint()).isEqualTo(300);
        assertThat(reader.byteArray()).containsExactly(1, 2);
        assertThat(reader.text()).isEqualTo("höher");
        assertThat(reader.hasMore()).isTrue();
        assertThat(reader.u8()).isEqualTo(9);
        assertThat(reader.hasMore()).isFalse();
        assertThat(reader.position()).isEqualTo(array.length);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 127, 128, 16_383, 16_384, Long.MAX_VALUE, Long.MIN_VALUE, -1})
    void every_number_comes_back(long value) {
        byte[] array = new ByteWriter(0).varint(value).u64(value).toArray();
        ByteReader reader = new ByteReader(array);
        assertThat(reader.varint()).isEqualTo(value);
        assertThat(reader.u64()).isEqualTo(value);
    }

    @Test
    void small_numbers_are_short() {
        assertThat(new ByteWriter(0).varint(127).length()).isEqualTo(1);
        assertThat(new ByteWriter(0).varint(128).length()).isEqualTo(2);
        assertThat(new ByteWriter(0).varint(-1).length()).isEqualTo(10);
    }

    @Test
    void a_window_ends_where_it_was_told_to() {
        ByteReader reader = new ByteReader(new byte[] {1, 2, 3, 4}, 1, 3);
        assertThat(reader.u8()).isEqualTo(2);
        assertThat(reader.u8()).isEqualTo(3);
        assertThatThrownBy(reader::u8).isInstanceOf(Malformed.class);
    }

    @Test
    void a_number_that_never_ends_is_refused() {
        byte[] array = new byte[11];
        Arrays.fill(array, (byte) 0x80);
        assertThatThrownBy(() -> new ByteReader(array).varint())
                .isInstanceOf(Malformed.class)
                .hasMessageContaining("more than ten bytes");
    }

    @Test
    void a_length_beyond_the_end_is_refused_before_memory_is_taken() {
        byte[] array = new ByteWriter(0).varint(Integer.MAX_VALUE).u8(1).toArray();
        assertThatThrownBy(() -> new ByteReader(array).byteArray())
                .isInstanceOf(Malformed.class)
                .hasMessageContaining("a count of 2147483647 with 1 bytes left");
        byte[] negative = new ByteWriter(0).varint(-1).toArray();
        assertThatThrownBy(() -> new ByteReader(negative).count()).isInstanceOf(Malformed.class);
    }
}
