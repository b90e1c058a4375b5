package meridian.testkit;

import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import meridian.base.Machine;

/**
 * Checks that something holds for all values that a generator makes: a few hundred of them, small ones first, half from
 * a seed that is always the same and half from a fresh one. When a value fails, smaller ones are tried to find one that
 * fails too; the message shows it and says how to make exactly that one again.
 */
public final class Property {
    private static final int COUNT = 300;
    private static final int SIZE_MAX = 40;
    private static final int TRIES_PER_SIZE = 20;
    private static final long FIXED_SEED = 1;
    private static final String SIZE = "meridian.size";

    private Property() {}

    public static <T> void forAll(Gen<T> gen, Check<? super T> check) {
        forAll(COUNT, gen, check);
    }

    public static <T> void forAll(int count, Gen<T> gen, Check<? super T> check) {
        Optional<Long> asked = Seeds.asked();
        if (asked.isPresent()) {
            require(new Case<>(gen, check, asked.get(), Integer.getInteger(SIZE, SIZE_MAX)));
            return;
        }
        run(count / 2, FIXED_SEED, gen, check);
        run(count / 2, Machine.randomness().nextLong(), gen, check);
    }

    private static <T> void run(int count, long root, Gen<T> gen, Check<? super T> check) {
        SeededRandomness seeds = new SeededRandomness(root);
        for (int i = 0; i < count; i++) {
            require(new Case<>(gen, check, seeds.nextLong(), SIZE_MAX * i / count));
        }
    }

    private static <T> void require(Case<T> tried) {
        if (tried.problem().isPresent()) {
            Case<T> shown = tried.shrink();
            throw shown.failure();
        }
    }

    /** What must hold: it throws when it does not. */
    @FunctionalInterface
    public interface Check<T> {
        void holds(T value) throws Exception;
    }

    private record Case<T>(Gen<T> gen, Check<? super T> check, long seed, int size) {
        T value() {
            return gen.make(new SeededRandomness(seed), size);
        }

        Optional<Throwable> problem() {
            try {
                check.holds(value());
                return Optional.empty();
            } catch (AssertionError | Exception e) {
                return Optional.of(e);
            }
        }

        /** The failing case of the smallest size, among some seeds for each size. */
        Case<T> shrink() {
            for (int smaller = 0; smaller < size; smaller++) {
                SeededRandomness seeds = new SeededRandomness(seed);
                for (int i = 0; i < TRIES_PER_SIZE; i++) {
                    Case<T> other = new Case<>(gen, check, i == 0 ? seed : seeds.nextLong(), smaller);
                    if (other.problem().isPresent()) {
                        return other;
                    }
                }
            }
            return this;
        }

        AssertionError failure() {
            Throwable problem = problem().orElseGet(() -> new AssertionError("fails at times: it is not repeatable"));
            return new AssertionError(
                    "fails for " + text(value()) + "; to replay: " + Seeds.replay(seed) + " -D" + SIZE + "=" + size
                            + "\n" + problem,
                    problem);
        }

        private static String text(Object value) {
            return value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : Objects.toString(value);
        }
    }
}
