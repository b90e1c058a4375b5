package meridian.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import meridian.base.Limit;

/**
 * The limits and times of the store on one node. The defaults are etcd's where etcd has the same setting.
 *
 * @param compactionRetention history older than this is forgotten by itself; zero keeps it until somebody compacts
 * @param quotaBytes how much all keys and values of the group may take; zero for no limit. The leader's value holds
 */
public record StoreConfig(
        Requests requests, Reads reads, Leases leases, Watches watches, Duration compactionRetention, long quotaBytes) {
    private static final int MEBIBYTE = 1 << 20;

    public static final StoreConfig DEFAULT = new StoreConfig(
            new Requests(
                    128,
                    MEBIBYTE + MEBIBYTE / 2,
                    50_000,
                    Duration.ofSeconds(7),
                    Duration.ofMillis(10),
                    Duration.ofMillis(250)),
            new Reads(4, 1_000),
            new Leases(Duration.ofSeconds(2), Duration.ofMillis(200), 200, 10_000),
            new Watches(1_000_000, 10_000, MEBIBYTE, 256 * MEBIBYTE, 100_000, 64 * MEBIBYTE),
            Duration.ZERO,
            2048L * MEBIBYTE);

    public StoreConfig {
        Problems problems = new Problems();
        problems.unless(
                !compactionRetention.isNegative(),
                "store.compaction-retention is " + compactionRetention + ": it must not be negative");
        problems.unless(quotaBytes >= 0, "store.quota-bytes is " + quotaBytes + ": it must not be negative");
        problems.report();
    }

    /**
     * @param operationsMax comparisons or steps in one list of a transaction
     * @param bytesMax size of one write on its way to the log
     * @param outstandingMax writes of this node that may wait for their outcome at the same time, counted from the
     *     oldest
     * @param timeout how long a write is tried again before the caller hears that it failed
     * @param backoffMin pause before the second attempt; it doubles from attempt to attempt
     * @param backoffMax longest pause between two attempts
     */
    public record Requests(
            int operationsMax,
            int bytesMax,
            int outstandingMax,
            Duration timeout,
            Duration backoffMin,
            Duration backoffMax) {
        /** As many results as the state machine keeps for one session. */
        static final int OUTSTANDING_MAX = 65_536;

        public Requests {
            Problems problems = new Problems();
            problems.unlessPositive("store.requests.operations-max", operationsMax);
            problems.unlessPositive("store.requests.bytes-max", bytesMax);
            problems.unlessPositive("store.requests.outstanding-max", outstandingMax);
            problems.unless(
                    outstandingMax <= OUTSTANDING_MAX,
                    "store.requests.outstanding-max is %d: a session keeps no more than %d results"
                            .formatted(outstandingMax, OUTSTANDING_MAX));
            problems.unlessPositive("store.requests.timeout", timeout);
            problems.unlessPositive("store.requests.backoff-min", backoffMin);
            problems.unless(
                    backoffMin.compareTo(backoffMax) <= 0,
                    "store.requests.backoff-min %s exceeds store.requests.backoff-max %s: lower the first or raise the second"
                            .formatted(backoffMin, backoffMax));
            problems.report();
        }

        Limit outstanding() {
            return new Limit("store.requests.outstanding-max", outstandingMax);
        }
    }

    /**
     * @param threads reads of more than one key that run at the same time
     * @param waitingMax more of them that may wait for their turn
     */
    public record Reads(int threads, int waitingMax) {
        public Reads {
            Problems problems = new Problems();
            problems.unlessPositive("store.reads.threads", threads);
            problems.unlessPositive("store.reads.waiting-max", waitingMax);
            problems.report();
        }

        Limit waiting() {
            return new Limit("store.reads.waiting-max", waitingMax);
        }
    }

    /**
     * @param timeToLiveMin shorter times to live are raised to this; it must leave room for the change of a leader
     * @param tick how often the leader looks for leases that have run out
     * @param expiriesPerTick how many leases it ends at most each time
     * @param questionsMax renewals and questions of this node's clients that may wait for the leader at the same time
     */
    public record Leases(Duration timeToLiveMin, Duration tick, int expiriesPerTick, int questionsMax) {
        /** The longest time to live, as in etcd. */
        public static final long SECONDS_MAX = 9_000_000_000L;

        public Leases {
            Problems problems = new Problems();
            problems.unless(
                    timeToLiveMin.toSeconds() >= 1,
                    "store.leases.time-to-live-min is " + timeToLiveMin + ": it must be at least a second");
            problems.unlessPositive("store.leases.tick", tick);
            problems.unlessPositive("store.leases.expiries-per-tick", expiriesPerTick);
            problems.unlessPositive("store.leases.questions-max", questionsMax);
            problems.report();
        }

        Limit questions() {
            return new Limit("store.leases.questions-max", questionsMax);
        }
    }

    /**
     * @param watchersMax watchers on this node
     * @param queueEventsMax events that wait in memory for one watcher; a slower one reads the history instead
     * @param queueBytesMax bytes of keys and values in them
     * @param queuedBytesMax bytes of all watchers' waiting events together
     * @param backlogEventsMax events that were applied and not yet handed to the watchers
     * @param backlogBytesMax bytes of keys and values in them
     */
    public record Watches(
            int watchersMax,
            int queueEventsMax,
            int queueBytesMax,
            long queuedBytesMax,
            int backlogEventsMax,
            long backlogBytesMax) {
        public Watches {
            Problems problems = new Problems();
            problems.unlessPositive("store.watches.watchers-max", watchersMax);
            problems.unlessPositive("store.watches.queue-events-max", queueEventsMax);
            problems.unlessPositive("store.watches.queue-bytes-max", queueBytesMax);
            problems.unlessPositive("store.watches.queued-bytes-max", queuedBytesMax);
            problems.unlessPositive("store.watches.backlog-events-max", backlogEventsMax);
            problems.unlessPositive("store.watches.backlog-bytes-max", backlogBytesMax);
            problems.report();
        }

        Limit watchers() {
            return new Limit("store.watches.watchers-max", watchersMax);
        }
    }

    /** Collects what is wrong, so that all of it is told at once. */
    private static final class Problems {
        private final List<String> found = new ArrayList<>();

        void unless(boolean holds, String problem) {
            if (!holds) {
                found.add(problem);
            }
        }

        void unlessPositive(String name, long value) {
            unless(value > 0, name + " is " + value + ": it must be greater than 0");
        }

        void unlessPositive(String name, Duration value) {
            unless(value.isPositive(), name + " is " + value + ": it must be greater than 0");
        }

        void report() {
            if (!found.isEmpty()) {
                throw new IllegalArgumentException(String.join("; ", found));
            }
        }
    }
}
