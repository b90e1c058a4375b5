package meridian.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Every limit and pause of the client. {@link MeridianBuilder} has one method for each, of the same name, which says
 * what it is.
 */
record Settings(
        Duration timeLimit,
        Duration attemptLimit,
        Duration connectLimit,
        Duration retryPauseMin,
        Duration retryPauseMax,
        Duration nodeRestMin,
        Duration nodeRestMax,
        Duration leaderCheckInterval,
        Duration pingInterval,
        Duration pingLimit,
        Duration sessionTimeToLive,
        int callsMax,
        int messageBytesMax,
        int watchBatchesMax,
        int lockWaitersMax) {
    /** Of a session: less than this cannot be renewed in time. */
    private static final Duration TIME_TO_LIVE_MIN = Duration.ofSeconds(1);

    static final Settings DEFAULT = new Settings(
            Duration.ofSeconds(10),
            Duration.ofSeconds(2),
            Duration.ofSeconds(1),
            Duration.ofMillis(10),
            Duration.ofMillis(500),
            Duration.ofMillis(200),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(3),
            Duration.ofSeconds(10),
            10_000,
            16 << 20,
            16,
            10_000);

    Settings {
        List<String> problems = new ArrayList<>();
        positive(problems, "timeLimit", timeLimit);
        positive(problems, "attemptLimit", attemptLimit);
        positive(problems, "connectLimit", connectLimit);
        ordered(problems, "retryPause", retryPauseMin, retryPauseMax);
        ordered(problems, "nodeRest", nodeRestMin, nodeRestMax);
        positive(problems, "leaderCheckInterval", leaderCheckInterval);
        positive(problems, "pingInterval", pingInterval);
        positive(problems, "pingLimit", pingLimit);
        positive(problems, "callsMax", callsMax);
        positive(problems, "messageBytesMax", messageBytesMax);
        positive(problems, "watchBatchesMax", watchBatchesMax);
        positive(problems, "lockWaitersMax", lockWaitersMax);
        if (sessionTimeToLive.compareTo(TIME_TO_LIVE_MIN) < 0) {
            problems.add("sessionTimeToLive is " + sessionTimeToLive + ": it must be at least " + TIME_TO_LIVE_MIN);
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
    }

    private static void positive(List<String> problems, String name, Duration value) {
        if (!value.isPositive()) {
            problems.add(name + " is " + value + ": it must be greater than 0");
        }
    }

    private static void positive(List<String> problems, String name, int value) {
        if (value <= 0) {
            problems.add(name + " is " + value + ": it must be greater than 0");
        }
    }

    private static void ordered(List<String> problems, String name, Duration min, Duration max) {
        positive(problems, name + "Min", min);
        if (min.compareTo(max) > 0) {
            problems.add(name + "Min " + min + " exceeds " + name + "Max " + max + ": lower the first or raise the"
                    + " second");
        }
    }

    Backoff retries() {
        return new Backoff(retryPauseMin, retryPauseMax);
    }

    Backoff rests() {
        return new Backoff(nodeRestMin, nodeRestMax);
    }
}
