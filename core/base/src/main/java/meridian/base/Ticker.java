package meridian.base;

import java.time.Duration;

/** A count that never runs backwards, for intervals on this machine. Two machines' counts have nothing in common. */
@FunctionalInterface
public interface Ticker {
    long nanos();

    default Duration since(long earlierNanos) {
        return Duration.ofNanos(nanos() - earlierNanos);
    }
}
