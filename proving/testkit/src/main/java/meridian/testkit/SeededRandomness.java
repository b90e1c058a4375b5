package meridian.testkit;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import meridian.base.Invariant;
import meridian.base.Randomness;

/** The same numbers for the same seed (SplitMix64: Steele, Lea, Flood, "Fast splittable pseudorandom number generators"). */
public final class SeededRandomness implements Randomness {
    private static final long STEP = 0x9e3779b97f4a7c15L;

    private final AtomicLong state;

    public SeededRandomness(long seed) {
        this.state = new AtomicLong(seed);
    }

    @Override
    public long nextLong() {
        long mixed = state.addAndGet(STEP);
        mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }

    /** A source of its own, so that two parts of a test do not shift each other's numbers. */
    public SeededRandomness fork() {
        return new SeededRandomness(nextLong());
    }

    public boolean chance(double probability) {
        return nextDouble() < probability;
    }

    /** A number from {@code least} to {@code most}, both included. */
    public long between(long least, long most) {
        Invariant.check(least <= most, "nothing lies between %d and %d", least, most);
        return least + Long.remainderUnsigned(nextLong(), most - least + 1);
    }

    public Duration between(Duration least, Duration most) {
        return Duration.ofNanos(between(least.toNanos(), most.toNanos()));
    }

    public <T> T pick(List<T> choices) {
        return choices.get(nextInt(choices.size()));
    }
}
