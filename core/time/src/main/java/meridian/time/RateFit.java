package meridian.time;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * By how much the monotonic clock goes wrong, and where in the span the true time most likely is: a straight line through
 * what was agreed last, in which narrow spans weigh more and outliers nothing.
 */
final class RateFit {
    private static final int POINTS_MAX = 32;
    private static final int POINTS_LEAST = 4;
    private static final long BASELINE_LEAST = 30_000_000_000L;
    private static final double RATE_MAX = 50e-6;
    private static final double OUTLIER_FROM = 3;

    private final Deque<Span> points = new ArrayDeque<>(POINTS_MAX);
    private Line line = Line.NONE;

    void add(Span agreed) {
        if (points.size() == POINTS_MAX) {
            points.removeFirst();
        }
        points.addLast(agreed);
        line = fit();
    }

    void forget() {
        points.clear();
        line = Line.NONE;
    }

    double rate() {
        return line.rate();
    }

    /** The most likely time at the moment of the newest span, and within it. */
    long likeliest() {
        Span newest = points.getLast();
        long guess = newest.middle() + Math.round(line.atNewest());
        return Math.clamp(guess, newest.earliest(), newest.latest());
    }

    private Line fit() {
        if (points.size() < POINTS_LEAST
                || points.getLast().tick() - points.getFirst().tick() < BASELINE_LEAST) {
            return Line.NONE;
        }
        List<Point> all = relative();
        Line first = Line.through(all);
        double usual = all.stream()
                .mapToDouble(first::miss)
                .sorted()
                .skip(all.size() / 2)
                .findFirst()
                .orElse(0);
        List<Point> kept = new ArrayList<>(all);
        kept.removeIf(point -> first.miss(point) > OUTLIER_FROM * usual);
        Line best = kept.size() < POINTS_LEAST ? first : Line.through(kept);
        return new Line(Math.clamp(best.rate(), -RATE_MAX, RATE_MAX), best.atNewest());
    }

    /** Relative to the newest, so that the numbers stay small enough for the arithmetic. */
    private List<Point> relative() {
        Span newest = points.getLast();
        return points.stream()
                .map(span -> new Point(
                        span.tick() - newest.tick(),
                        span.middle() - newest.middle() - (span.tick() - newest.tick()),
                        1.0 / square(span.width() + 1.0)))
                .sorted(Comparator.comparingDouble(Point::tick))
                .toList();
    }

    private static double square(double value) {
        return value * value;
    }

    /** @param off how far the true time was from where the newest says it was, had the clock run evenly */
    private record Point(double tick, double off, double weight) {}

    private record Line(double rate, double atNewest) {
        static final Line NONE = new Line(0, 0);

        /** By least squares. */
        static Line through(List<Point> points) {
            double weights = points.stream().mapToDouble(Point::weight).sum();
            double tick = points.stream()
                            .mapToDouble(point -> point.weight() * point.tick())
                            .sum()
                    / weights;
            double off = points.stream()
                            .mapToDouble(point -> point.weight() * point.off())
                            .sum()
                    / weights;
            double both = points.stream()
                    .mapToDouble(point -> point.weight() * (point.tick() - tick) * (point.off() - off))
                    .sum();
            double spread = points.stream()
                    .mapToDouble(point -> point.weight() * square(point.tick() - tick))
                    .sum();
            double rate = spread == 0 ? 0 : both / spread;
            return new Line(rate, off - rate * tick);
        }

        double miss(Point point) {
            return Math.abs(point.off() - rate * point.tick() - atNewest);
        }
    }
}
