package meridian.base;

/** A source of random numbers. Tests seed it; state machines must never ask it. */
@FunctionalInterface
public interface Randomness {
    long nextLong();

    /** A number from 0 to {@code bound - 1}. */
    default int nextInt(int bound) {
        Invariant.check(bound > 0, "bound %d is not positive", bound);
        return (int) Long.remainderUnsigned(nextLong(), bound);
    }

    /** A number from 0 (inclusive) to 1 (exclusive). */
    default double nextDouble() {
        return (nextLong() >>> 11) * 0x1.0p-53;
    }
}
