package meridian.chaos.report;

import java.time.Duration;
import meridian.chaos.load.Timeline.Stretch;

/**
 * A fault that was made and healed.
 *
 * @param what was done to whom
 * @param outage the longest time without a write meanwhile
 */
public record Incident(String fault, String what, Stretch stretch, Duration outage) {
    @Override
    public String toString() {
        return "%9.3f s to %9.3f s  %s: %s; no write for %d ms at most"
                .formatted(seconds(stretch.begin()), seconds(stretch.end()), fault, what, outage.toMillis());
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1e3;
    }
}
