package meridian.time;

import java.util.Optional;
import meridian.base.Invariant;

/**
 * Between which two times the true time lies, at one moment of our monotonic clock. All in nanoseconds, the times since
 * the Unix epoch.
 *
 * @param tick the moment
 */
record Span(long tick, long earliest, long latest) {
    /** The monotonic clock is at most so much too fast or too slow: one part in so many, which is 50 ppm. */
    private static final long DRIFT_PARTS = 20_000;

    Span {
        Invariant.check(earliest <= latest, "a span of %d ns", latest - earliest);
    }

    /** By how much the monotonic clock may be wrong after a while. */
    static long drift(long elapsed) {
        return Math.ceilDiv(elapsed, DRIFT_PARTS);
    }

    /** The same knowledge at a later moment: it has grown older, so it says less. */
    Span at(long later) {
        long elapsed = later - tick;
        Invariant.check(elapsed >= 0, "a span carried back by %d ns", -elapsed);
        long drift = drift(elapsed);
        return new Span(later, earliest + elapsed - drift, latest + elapsed + drift);
    }

    /** What both say, at the moment of the later one. */
    Optional<Span> meet(Span other) {
        long later = Math.max(tick, other.tick);
        Span ours = at(later);
        Span theirs = other.at(later);
        long from = Math.max(ours.earliest, theirs.earliest);
        long to = Math.min(ours.latest, theirs.latest);
        return from <= to ? Optional.of(new Span(later, from, to)) : Optional.empty();
    }

    Span widened(long by) {
        return new Span(tick, earliest - by, latest + by);
    }

    boolean contains(long time) {
        return earliest <= time && time <= latest;
    }

    long middle() {
        return earliest + width() / 2;
    }

    long width() {
        return latest - earliest;
    }
}
