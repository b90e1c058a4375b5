package meridian.base;

import java.util.concurrent.TimeUnit;

/** The time of day. It may jump; use {@link Ticker} to measure how long something takes. */
@FunctionalInterface
public interface Clock {
    long unixMillis();

    /** As fine as the clock knows it. */
    default long unixNanos() {
        return TimeUnit.MILLISECONDS.toNanos(unixMillis());
    }
}
