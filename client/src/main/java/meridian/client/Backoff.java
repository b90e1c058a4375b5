package meridian.client;

import java.time.Duration;

/** How long to wait before trying again: doubling, bounded, and different for each who waits. */
record Backoff(Duration min, Duration max) {
    private static final int DOUBLINGS_MAX = 20;

    /** @param failures how many there were so far, from 1 */
    Duration pause(int failures) {
        return pause(failures, Machine.fraction());
    }

    /** @param fraction from 0 to less than 1: where between half of the longest pause and all of it */
    Duration pause(int failures, double fraction) {
        long doubled = min.toNanos() << Math.min(failures - 1, DOUBLINGS_MAX);
        long longest = Math.min(max.toNanos(), doubled);
        return Duration.ofNanos(longest / 2 + (long) (fraction * longest / 2));
    }
}
