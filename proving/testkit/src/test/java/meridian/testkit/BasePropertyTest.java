package meridian.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import meridian.base.ByteReader;
import meridian.base.ByteReader.Malformed;
import meridian.base.ByteWriter;
import meridian.base.Bytes;
import meridian.base.HybridClock;
import meridian.base.Timestamp;
import org.junit.jupiter.api.Test;

class BasePropertyTest {
    private static final Gen<Timestamp> TIMESTAMPS = Gen.longs().map(it -> new Timestamp(it & Long.MAX_VALUE));

    @Test
    void timestamps_are_read_as_they_are_printed() {
        Property.forAll(
                TIMESTAMPS, it -> assertThat(Timestamp.parse(it.toString())).isEqualTo(it));
    }

    @Test
    void timestamps_order_as_their_parts_do() {
        Property.forAll(TIMESTAMPS.with(TIMESTAMPS, List::of), pair -> {
            Timestamp a = pair.get(0);
            Timestamp b = pair.get(1);
            int byParts = a.unixMillis() != b.unixMillis()
                    ? Long.compare(a.unixMillis(), b.unixMillis())
                    : Long.compare(a.counter(), b.counter());
            assertThat(a.compareTo(b)).isEqualTo(byParts);
            assertThat(Timestamp.max(a, b)).isEqualTo(byParts >= 0 ? a : b);
        });
    }

    @Test
    void a_hybrid_clock_grows_whatever_its_clock_does() {
        Property.forAll(Gen.longs(0, 100).list(), readings -> {
            long[] millis = {0};
            HybridClock clock = new HybridClock(() -> millis[0]);
            Timestamp last = Timestamp.ZERO;
            for (long reading : readings) {
                millis[0] = reading;
                Timestamp next = clock.next();
                assertThat(next).isGreaterThan(last).isGreaterThanOrEqualTo(Timestamp.of(reading, 0));
                last = next;
            }
        });
    }

    @Test
    void numbers_and_bytes_come_back() {
        Property.forAll(Gen.longs().list().with(Gen.bytes(), Content::new), content -> {
            ByteReader reader = new ByteReader(content.written());
            for (long number : content.numbers) {
                assertThat(reader.varint()).isEqualTo(number);
                assertThat(reader.u64()).isEqualTo(number);
            }
            assertThat(reader.bytes()).isEqualTo(content.bytes);
            assertThat(reader.hasMore()).isFalse();
        });
    }

    @Test
    void eight_byte_numbers_sort_as_their_bytes_do() {
        Property.forAll(Gen.longs().with(Gen.longs(), List::of), pair -> {
            Bytes a = Bytes.wrap(new ByteWriter(8).u64(pair.get(0)).toArray());
            Bytes b = Bytes.wrap(new ByteWriter(8).u64(pair.get(1)).toArray());
            assertThat(Integer.signum(a.compareTo(b))).isEqualTo(Long.compareUnsigned(pair.get(0), pair.get(1)));
        });
    }

    @Test
    void cut_off_data_is_called_malformed() {
        Property.forAll(Gen.longs().list().with(Gen.bytes(), Content::new), content -> {
            byte[] whole = content.written();
            for (int length = 0; length < whole.length; length++) {
                assertThat(readsAll(Arrays.copyOf(whole, length), content.numbers.size()))
                        .as("%d of %d bytes", length, whole.length)
                        .isFalse();
            }
        });
    }

    @Test
    void any_bytes_are_read_or_called_malformed() {
        Property.forAll(Gen.byteArrays(), bytes -> readsAll(bytes, 2));
    }

    private static boolean readsAll(byte[] bytes, int numbers) {
        ByteReader reader = new ByteReader(bytes);
        try {
            for (int i = 0; i < numbers; i++) {
                reader.varint();
                reader.u64();
            }
            reader.byteArray();
            return true;
        } catch (Malformed e) {
            return false;
        }
    }

    @Test
    void byte_strings_order_as_arrays_do() {
        Property.forAll(Gen.bytes().with(Gen.bytes(), List::of), pair -> {
            Bytes a = pair.get(0);
            Bytes b = pair.get(1);
            assertThat(a.compareTo(b)).isEqualTo(Arrays.compareUnsigned(a.array(), b.array()));
            assertThat(a.equals(b)).isEqualTo(a.compareTo(b) == 0);
            assertThat(a.compareTo(b) <= 0 || a.compareTo(b.successor()) >= 0).isTrue();
        });
    }

    private record Content(List<Long> numbers, Bytes bytes) {
        byte[] written() {
            ByteWriter writer = new ByteWriter(0);
            numbers.forEach(it -> writer.varint(it).u64(it));
            return writer.bytes(bytes).toArray();
        }
    }
}
