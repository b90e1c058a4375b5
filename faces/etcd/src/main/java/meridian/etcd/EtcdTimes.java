package meridian.etcd;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How long things take or may take.
 *
 * @param pingIntervalMin clients that ping more often are disconnected
 * @param progressInterval how often a quiet watch that asked for it is told how far it is
 * @param leaderCheckInterval how often the face looks whether there is a leader
 * @param leaderPatience how long there may be no leader before streams that demand one are ended
 * @param snapshotStallMax how long a client that fetches a snapshot may read nothing
 * @param closingPatience how long calls may take to end when the face closes
 */
public record EtcdTimes(
        Duration pingIntervalMin,
        Duration progressInterval,
        Duration leaderCheckInterval,
        Duration leaderPatience,
        Duration snapshotStallMax,
        Duration closingPatience) {
    public static final EtcdTimes DEFAULT = new EtcdTimes(
            Duration.ofSeconds(5),
            Duration.ofMinutes(10),
            Duration.ofMillis(500),
            Duration.ofSeconds(3),
            Duration.ofMinutes(1),
            Duration.ofSeconds(2));

    public EtcdTimes {
        List<String> problems = new ArrayList<>();
        positive(problems, "client.ping-interval-min", pingIntervalMin);
        positive(problems, "client.progress-interval", progressInterval);
        positive(problems, "client.leader-check-interval", leaderCheckInterval);
        positive(problems, "client.leader-patience", leaderPatience);
        positive(problems, "client.snapshot-stall-max", snapshotStallMax);
        positive(problems, "client.closing-patience", closingPatience);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
    }

    private static void positive(List<String> problems, String name, Duration value) {
        if (!value.isPositive()) {
            problems.add(name + " is " + value + ": it must be greater than 0");
        }
    }
}
