package meridian.time;

import java.time.Duration;
import java.util.Optional;

/**
 * What is known about the time at one moment, in nanoseconds since the Unix epoch.
 *
 * @param time what our clock shows
 * @param earliest the true time is not before this; without a bound it is {@code Long.MIN_VALUE}
 * @param latest the true time is not after this; without a bound it is {@code Long.MAX_VALUE}
 */
public record Now(State state, long time, long earliest, long latest) {
    static Now unknown(State state, long time) {
        return new Now(state, time, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    public boolean isBounded() {
        return latest != Long.MAX_VALUE;
    }

    /** By how much our clock may be wrong, if anybody knows. */
    public Optional<Duration> bound() {
        return isBounded() ? Optional.of(Duration.ofNanos(Math.max(time - earliest, latest - time))) : Optional.empty();
    }

    /** How far the knowledge of the time goes. */
    public enum State {
        /** Servers agreed a short while ago. */
        SYNCHRONISED,
        /** They did once, and the bound grows since. */
        HOLDOVER,
        /**
         * No server tells the time, but the clocks of most nodes' machines agree, and ours follows them. How wrong they
         * are together, nobody knows.
         */
        COMMON,
        /** Nobody has told the time yet, or so long ago that the bound is useless. */
        FREE_RUNNING,
        /** The machine slept or its clock was set, so that what was known does not hold any more. */
        DISRUPTED
    }
}
