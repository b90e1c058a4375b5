package meridian.testkit;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import meridian.base.Invariant;
import meridian.base.Ticker;

/** Counts only when it is told to. */
public final class SimulatedTicker implements Ticker {
    private final AtomicLong nanos = new AtomicLong();

    @Override
    public long nanos() {
        return nanos.get();
    }

    public void advance(Duration time) {
        Invariant.check(!time.isNegative(), "a ticker cannot go back by %s", time);
        nanos.addAndGet(time.toNanos());
    }

    void advanceTo(long target) {
        Invariant.check(target >= nanos.get(), "a ticker cannot go back to %d", target);
        nanos.set(target);
    }
}
