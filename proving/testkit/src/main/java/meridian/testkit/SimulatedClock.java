package meridian.testkit;

import java.time.Duration;
import meridian.base.Clock;
import meridian.base.Ticker;

/** A time of day that follows a ticker, jumps when told to and can run too fast or too slow. */
public final class SimulatedClock implements Clock {
    /** 2026-01-01T00:00:00Z, when every simulated clock starts. */
    public static final long START_UNIX_MILLIS = 1_767_225_600_000L;

    private static final double NANOS_PER_MILLI = 1e6;

    private final Ticker ticker;
    private double rate = 1;
    private long baseMillis = START_UNIX_MILLIS;
    private long baseNanos;

    public SimulatedClock(Ticker ticker) {
        this.ticker = ticker;
        this.baseNanos = ticker.nanos();
    }

    @Override
    public synchronized long unixMillis() {
        return baseMillis + (long) ((ticker.nanos() - baseNanos) * rate / NANOS_PER_MILLI);
    }

    public synchronized void set(long unixMillis) {
        baseMillis = unixMillis;
        baseNanos = ticker.nanos();
    }

    /** Forward, or back by a negative distance. */
    public synchronized void jump(Duration distance) {
        set(unixMillis() + distance.toMillis());
    }

    /** @param newRate how many of the clock's seconds pass in a second: 1 is a good clock */
    public synchronized void drift(double newRate) {
        set(unixMillis());
        rate = newRate;
    }
}
