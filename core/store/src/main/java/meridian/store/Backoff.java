package meridian.store;

import java.time.Duration;
import meridian.base.Randomness;

/** How long to wait before trying again: doubling, bounded, and different for each who waits. */
record Backoff(Duration min, Duration max, Randomness randomness) {
    private static final int DOUBLINGS_MAX = 20;

    /** @param attempts how many failed so far, from 1 */
    Duration pause(int attempts) {
        long doubled = min.toNanos() << Math.min(attempts - 1, DOUBLINGS_MAX);
        long longest = Math.min(max.toNanos(), doubled);
        return Duration.ofNanos(longest / 2 + (long) (randomness.nextDouble() * longest / 2));
    }
}
