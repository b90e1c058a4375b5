package meridian.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import meridian.base.Bytes;

/**
 * Makes a value from randomness.
 *
 * @param <T> what it makes
 */
@FunctionalInterface
public interface Gen<T> {
    /** @param size how large or odd the value may be, from 0 */
    T make(SeededRandomness randomness, int size);

    default <R> Gen<R> map(Function<? super T, ? extends R> function) {
        return (randomness, size) -> function.apply(make(randomness, size));
    }

    default <U, R> Gen<R> with(Gen<U> other, BiFunction<? super T, ? super U, ? extends R> function) {
        return (randomness, size) -> function.apply(make(randomness, size), other.make(randomness, size));
    }

    /** Up to {@code size} of them. */
    default Gen<List<T>> list() {
        return (randomness, size) -> {
            int length = randomness.nextInt(size + 1);
            List<T> made = new ArrayList<>(length);
            for (int i = 0; i < length; i++) {
                made.add(make(randomness, size));
            }
            return made;
        };
    }

    static <T> Gen<T> oneOf(List<Gen<? extends T>> choices) {
        return (randomness, size) -> randomness.pick(choices).make(randomness, size);
    }

    static <T> Gen<T> elements(List<T> choices) {
        return (randomness, _) -> randomness.pick(choices);
    }

    static Gen<Long> longs(long least, long most) {
        return (randomness, _) -> randomness.between(least, most);
    }

    /** Any number, often one at an edge: few bits set, or all but few. */
    static Gen<Long> longs() {
        return (randomness, _) -> {
            long some = randomness.nextLong() >>> randomness.nextInt(Long.SIZE);
            return switch (randomness.nextInt(4)) {
                case 0 -> ~some;
                case 1 -> Long.highestOneBit(some);
                case 2 -> Long.highestOneBit(some) - 1;
                default -> some;
            };
        };
    }

    /** Up to {@code size} bytes, often the first, the last and those around the sign. */
    static Gen<byte[]> byteArrays() {
        byte[] edges = {0, 1, 0x7f, (byte) 0x80, (byte) 0xff, 'a'};
        return (randomness, size) -> {
            byte[] made = new byte[randomness.nextInt(size + 1)];
            for (int i = 0; i < made.length; i++) {
                made[i] =
                        randomness.chance(0.5) ? edges[randomness.nextInt(edges.length)] : (byte) randomness.nextLong();
            }
            return made;
        };
    }

    static Gen<Bytes> bytes() {
        return byteArrays().map(Bytes::wrap);
    }
}
