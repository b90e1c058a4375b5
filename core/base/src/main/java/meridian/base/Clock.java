package meridian.base;

/** The time of day. It may jump; use {@link Ticker} to measure how long something takes. */
@FunctionalInterface
public interface Clock {
    long unixMillis();
}
