package meridian.testkit;

import java.time.Duration;

/**
 * How bad the simulated world is; chances from 0 to 1.
 *
 * @param delayMax the longest a message usually travels
 * @param applyLagMax the longest a follower waits before it applies the next entry
 * @param requestLost a message to the leader does not arrive
 * @param replyLost the leader's reply does not arrive
 * @param duplicated a command arrives a second time, some time after the first
 * @param duplicateDelayMax how much later at most
 * @param refused the leader says that it has too much to do
 */
public record Faults(
        Duration delayMax,
        Duration applyLagMax,
        double requestLost,
        double replyLost,
        double duplicated,
        Duration duplicateDelayMax,
        double refused) {
    /** Nothing goes wrong, but everything still takes its time. */
    public static Faults none() {
        return new Faults(Duration.ofMillis(2), Duration.ofMillis(3), 0, 0, 0, Duration.ZERO, 0);
    }

    /** Everything goes wrong now and then. */
    public static Faults harsh() {
        return new Faults(Duration.ofMillis(20), Duration.ofMillis(100), 0.02, 0.03, 0.05, Duration.ofSeconds(5), 0.02);
    }
}
