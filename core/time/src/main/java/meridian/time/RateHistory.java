package meridian.time;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;

/** Finds out how fast the true time goes from where it was at some moments. */
final class RateHistory {
    private static final int MOST = 64;

    private final Deque<Span> truths = new ArrayDeque<>(MOST);

    /** The rate of which most is known at the moment of this span, the newest one. */
    Rate add(Span truth) {
        if (truths.stream().anyMatch(earlier -> earlier.meet(truth).isEmpty())) {
            // Servers were repaired, or there was a leap second: the time has not gone, it has stepped.
            truths.clear();
        }
        Rate best = truths.stream()
                .filter(earlier -> earlier.tick() < truth.tick())
                .map(earlier -> Rate.between(earlier, truth))
                .min(Comparator.comparingDouble(rate -> rate.vagueness(truth.tick())))
                .orElse(Rate.UNKNOWN);
        if (truths.size() == MOST) {
            truths.removeFirst();
        }
        truths.addLast(truth);
        return best;
    }

    void forget() {
        truths.clear();
    }
}
