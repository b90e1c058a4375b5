package meridian.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import meridian.base.Limit;

/**
 * How this node lets users log in.
 *
 * @param tokenTimeToLive a token that was not used for so long on this node ends
 * @param tokensRememberedMax tokens of which this node knows when they were used last; of others it knows when they were
 *     given
 * @param hashingThreads passwords that are hashed at the same time, each on a processor and in 19 MiB of its own
 * @param hashingWaitingMax more of them that may wait for their turn
 * @param failuresRememberedMax pairs of user and address whose failed logins are counted
 * @param lockoutMax the longest pause that failed logins bring about; it begins with a second and doubles
 */
public record AccessConfig(
        Duration tokenTimeToLive,
        int tokensRememberedMax,
        int hashingThreads,
        int hashingWaitingMax,
        int failuresRememberedMax,
        Duration lockoutMax) {
    /** Five minutes are etcd's time to live too. */
    public static final AccessConfig DEFAULT =
            new AccessConfig(Duration.ofMinutes(5), 10_000, 2, 64, 10_000, Duration.ofMinutes(1));

    public AccessConfig {
        List<String> problems = new ArrayList<>();
        positive(problems, "access.token-time-to-live", tokenTimeToLive.toNanos());
        positive(problems, "access.tokens-remembered-max", tokensRememberedMax);
        positive(problems, "access.hashing-threads", hashingThreads);
        positive(problems, "access.hashing-waiting-max", hashingWaitingMax);
        positive(problems, "access.failures-remembered-max", failuresRememberedMax);
        positive(problems, "access.lockout-max", lockoutMax.toNanos());
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
    }

    Limit hashingWaiting() {
        return new Limit("access.hashing-waiting-max", hashingWaitingMax);
    }

    private static void positive(List<String> problems, String name, long value) {
        if (value <= 0) {
            problems.add(name + " is not positive: it must be greater than 0");
        }
    }
}
