package meridian.coordination;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import meridian.base.Limit;

/**
 * The limits of the recipes on one node.
 *
 * @param waitersMax attempts to get a lock or permits, to win an election, or to go through a latch or a barrier that may
 *     be open at a time; and as many changes of shared values
 * @param lineBytesMax what the keys under one name may take in this node's memory while one of its clients waits there
 * @param threads threads that follow the lines of all names
 * @param attemptsMax how often a change is tried again because others changed the same thing meanwhile
 * @param retryPause how long to wait after the store could not answer
 * @param lagMax by how much a node may be behind the others when it tells somebody that its turn has come
 */
public record CoordinationConfig(
        int waitersMax, long lineBytesMax, int threads, int attemptsMax, Duration retryPause, Duration lagMax) {
    public static final CoordinationConfig DEFAULT =
            new CoordinationConfig(100_000, 64L << 20, 2, 100, Duration.ofMillis(100), Duration.ofMillis(100));

    public CoordinationConfig {
        List<String> problems = new ArrayList<>();
        positive(problems, "coordination.waiters-max", waitersMax);
        positive(problems, "coordination.line-bytes-max", lineBytesMax);
        positive(problems, "coordination.threads", threads);
        positive(problems, "coordination.attempts-max", attemptsMax);
        positive(problems, "coordination.retry-pause", retryPause.toMillis());
        if (lagMax.isNegative()) {
            problems.add("coordination.lag-max is " + lagMax + ": it must not be negative");
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
    }

    Limit waiters() {
        return new Limit("coordination.waiters-max", waitersMax);
    }

    Limit lineBytes() {
        return new Limit("coordination.line-bytes-max", lineBytesMax);
    }

    Limit attempts() {
        return new Limit("coordination.attempts-max", attemptsMax);
    }

    private static void positive(List<String> problems, String name, long value) {
        if (value <= 0) {
            problems.add(name + " is " + value + ": it must be greater than 0");
        }
    }
}
