package meridian.bench;

/** Numbers that look random and are the same in every run (SplitMix64, Steele and others 2014). */
final class Sequence {
    private static final long STEP = 0x9E3779B97F4A7C15L;

    private long state;

    Sequence(long seed) {
        this.state = mix(seed);
    }

    long next() {
        state += STEP;
        return mix(state);
    }

    /** Evenly spread from zero up to, but without, the bound. */
    long below(long bound) {
        return Math.unsignedMultiplyHigh(next(), bound);
    }

    private static long mix(long seed) {
        long mixed = (seed ^ (seed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
