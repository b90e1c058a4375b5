package meridian.time;

import meridian.base.Clock;
import meridian.base.Ticker;

/**
 * Reads the machine's clock and the monotonic one together: the kernel stamps packets by the first, and only the second
 * is fit to measure with.
 */
record StampClock(Clock clock, Ticker ticker) {
    private static final int TRIES = 3;

    /** How coarsely a machine may read its clock: one that shows parts of this does not. */
    private static final long GRAIN_NANOS = 1_000;

    /** The two clocks may differ by this much more than their readings say: whatever sets the machine's clock steers it. */
    private static final long APART_MAX = 10_000;

    /** The reading, of a few, that was disturbed least. */
    Reading read() {
        Reading best = once();
        for (int i = 1; i < TRIES; i++) {
            Reading next = once();
            best = next.error() < best.error() ? next : best;
        }
        return best;
    }

    private Reading once() {
        long before = ticker.nanos();
        long wall = clock.unixNanos();
        long after = ticker.nanos();
        long half = (after - before + 1) / 2;
        return new Reading(before + half, wall, half + (wall % GRAIN_NANOS == 0 ? GRAIN_NANOS : 1));
    }

    /**
     * @param tick the monotonic clock
     * @param wall the machine's clock, in nanoseconds since the Unix epoch
     * @param error by how much the two may have been read at different moments
     */
    record Reading(long tick, long wall, long error) {
        /** How far the two are apart: this changes only when the machine's clock is set, or when the machine slept. */
        long distance() {
            return wall - tick;
        }

        /** Was the machine's clock not set, and did the machine not sleep, since the other reading? */
        boolean isOfOneClock(Reading other) {
            return Math.abs(distance() - other.distance()) <= error + other.error + APART_MAX;
        }

        /** When the monotonic clock stood where the machine's clock showed this. */
        long tickOf(long stamp) {
            return stamp - distance();
        }
    }
}
