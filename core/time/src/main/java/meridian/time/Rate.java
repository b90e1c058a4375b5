package meridian.time;

import java.time.Duration;

/**
 * How fast the true time goes by the monotonic clock, as far as that is known: somewhere between two rates, which were
 * measured over a while.
 *
 * @param since the moment of the monotonic clock at which the while began
 * @param least by how much the true time is at least faster, as a part of one; slower when negative
 * @param most by how much it is at most faster
 */
record Rate(long since, double least, double most) {
    /** A quartz is never wrong by more. */
    private static final double LIMIT = 50e-6;

    /**
     * How much the rate changes within a nanosecond at most: 0.02 ppm within a second. A quartz at its worst, 1 ppm for a
     * degree, in a machine that gets warmer by a degree a minute, stays below.
     */
    private static final double WANDER = 0.02e-6 / Duration.ofSeconds(1).toNanos();

    static final Rate UNKNOWN = new Rate(0, -LIMIT, LIMIT);

    /** By two moments at which it was known where the true time is. */
    static Rate between(Span earlier, Span later) {
        double elapsed = later.tick() - earlier.tick();
        return new Rate(
                earlier.tick(),
                (later.earliest() - earlier.latest()) / elapsed - 1,
                (later.latest() - earlier.earliest()) / elapsed - 1);
    }

    /** How little is known at a moment, as a part of one. */
    double vagueness(long tick) {
        return most - least + 2 * WANDER * (tick - since);
    }

    /** The same knowledge at a later moment: it has grown older, so it says less. */
    Span age(Span span, long later) {
        long elapsed = later - span.tick();
        // Somewhere in the while the rate was the measured one, and it has not changed by more since.
        double wander = span.tick() - since >= 0 ? WANDER * (later - since) : 2 * LIMIT;
        double slow = Math.max(least - wander, -LIMIT);
        double fast = Math.min(most + wander, LIMIT);
        return slow > fast || elapsed < 0
                ? span.at(later)
                : new Span(
                        later,
                        span.earliest() + elapsed + (long) Math.floor(elapsed * slow),
                        span.latest() + elapsed + (long) Math.ceil(elapsed * fast));
    }
}
