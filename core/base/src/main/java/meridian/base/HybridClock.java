package meridian.base;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Issues timestamps that strictly grow and follow the time of day: the larger of the clock and the last reading plus
 * one (Kulkarni et al., "Logical Physical Clocks", 2014).
 */
public final class HybridClock {
    private final Clock clock;
    private final AtomicLong last = new AtomicLong();

    public HybridClock(Clock clock) {
        this.clock = clock;
    }

    public Timestamp next() {
        return next(1);
    }

    /** The first of {@code count} consecutive readings that are the caller's alone. */
    public Timestamp next(int count) {
        Invariant.check(count > 0, "%d readings asked for", count);
        long now = Timestamp.of(clock.unixMillis(), 0).bits();
        long lastIssued = last.updateAndGet(previous -> Math.max(previous, now - 1) + count);
        return new Timestamp(lastIssued - count + 1);
    }

    /** Makes every later reading greater than {@code seen}. */
    public void observe(Timestamp seen) {
        last.accumulateAndGet(seen.bits(), Math::max);
    }
}
