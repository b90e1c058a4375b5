package meridian.node;

import java.time.Duration;
import java.util.List;
import meridian.store.StorageConfig;
import meridian.store.StoreConfig;

/** The settings of the store. */
final class StoreKeys {
    static final Setting<Long> QUOTA_BYTES = new Setting<>(
            "store.quota-bytes",
            Kinds.BYTES,
            "2GiB",
            "How much all keys and values may take; at the quota only deletes and compactions go through, and an alarm is raised. `0` for no limit. The leader's value holds.");
    static final Setting<Duration> COMPACTION_RETENTION = new Setting<>(
            "store.compaction-retention",
            Kinds.DURATION,
            "0s",
            "History older than this is forgotten by itself; `0s` keeps it until somebody compacts.");
    static final Setting<Long> WRITE_BUFFER_BYTES = new Setting<>(
            "store.write-buffer-bytes",
            Kinds.BYTES,
            "64MiB",
            "Changes that wait in memory before they are written out, outside the Java heap, and about as much again while that happens.");
    static final Setting<Long> BLOCK_CACHE_BYTES = new Setting<>(
            "store.block-cache-bytes",
            Kinds.BYTES,
            "128MiB",
            "Blocks of the store's files kept in memory, outside the Java heap.");
    static final Setting<Long> RECENT_ROWS_BYTES = new Setting<>(
            "store.recent-rows-bytes",
            Kinds.BYTES,
            "80MiB",
            "Rows of the keys used last, kept in memory so that overwriting a key need not read it from a file; about"
                    + " 60 bytes for each key of 20.");
    static final Setting<Integer> BACKGROUND_JOBS = new Setting<>(
            "store.background-jobs", Kinds.COUNT, "2", "Threads that write out and merge the store's files.");
    static final Setting<Integer> REQUESTS_OPERATIONS_MAX = new Setting<>(
            "store.requests.operations-max", Kinds.COUNT, "128", "Comparisons or steps in one list of a transaction.");
    static final Setting<Integer> REQUESTS_BYTES_MAX = new Setting<>(
            "store.requests.bytes-max", Kinds.AMOUNT, "1.5MiB", "The size of one write on its way to the log.");
    static final Setting<Integer> REQUESTS_OUTSTANDING_MAX = new Setting<>(
            "store.requests.outstanding-max",
            Kinds.COUNT,
            "50000",
            "Writes of this node's clients that may wait for their outcome.");
    static final Setting<Duration> REQUESTS_TIMEOUT = new Setting<>(
            "store.requests.timeout",
            Kinds.DURATION,
            "7s",
            "How long a write is tried again before its client hears that it failed.");
    static final Setting<Duration> REQUESTS_BACKOFF_MIN = new Setting<>(
            "store.requests.backoff-min",
            Kinds.DURATION,
            "10ms",
            "The pause before the second attempt of a write; it doubles from attempt to attempt.");
    static final Setting<Duration> REQUESTS_BACKOFF_MAX = new Setting<>(
            "store.requests.backoff-max",
            Kinds.DURATION,
            "250ms",
            "The longest pause between two attempts of a write.");
    static final Setting<Integer> READS_THREADS = new Setting<>(
            "store.reads.threads", Kinds.COUNT, "4", "Reads of more than one key that run at the same time.");
    static final Setting<Integer> READS_WAITING_MAX =
            new Setting<>("store.reads.waiting-max", Kinds.COUNT, "1000", "More of them that may wait for their turn.");
    static final Setting<Duration> LEASES_TIME_TO_LIVE_MIN = new Setting<>(
            "store.leases.time-to-live-min",
            Kinds.DURATION,
            "2s",
            "Shorter times to live are raised to this; it must leave room for a change of the leader.");
    static final Setting<Duration> LEASES_TICK = new Setting<>(
            "store.leases.tick", Kinds.DURATION, "200ms", "How often the leader looks for leases that have run out.");
    static final Setting<Integer> LEASES_EXPIRIES_PER_TICK = new Setting<>(
            "store.leases.expiries-per-tick", Kinds.COUNT, "200", "How many leases it ends at most each time.");
    static final Setting<Integer> LEASES_QUESTIONS_MAX = new Setting<>(
            "store.leases.questions-max",
            Kinds.COUNT,
            "10000",
            "Renewals of this node's clients that may wait for the leader.");
    static final Setting<Integer> WATCHES_WATCHERS_MAX =
            new Setting<>("store.watches.watchers-max", Kinds.COUNT, "1000000", "Watchers on this node.");
    static final Setting<Integer> WATCHES_QUEUE_EVENTS_MAX = new Setting<>(
            "store.watches.queue-events-max",
            Kinds.COUNT,
            "10000",
            "Changes that wait in memory for one watcher; a slower one reads the history instead.");
    static final Setting<Integer> WATCHES_QUEUE_BYTES_MAX = new Setting<>(
            "store.watches.queue-bytes-max", Kinds.AMOUNT, "1MiB", "The bytes of keys and values in them.");
    static final Setting<Long> WATCHES_QUEUED_BYTES_MAX = new Setting<>(
            "store.watches.queued-bytes-max",
            Kinds.BYTES,
            "256MiB",
            "The bytes of all watchers' waiting changes together.");
    static final Setting<Integer> WATCHES_BACKLOG_EVENTS_MAX = new Setting<>(
            "store.watches.backlog-events-max",
            Kinds.COUNT,
            "100000",
            "Changes that were applied and not yet handed to the watchers.");
    static final Setting<Long> WATCHES_BACKLOG_BYTES_MAX = new Setting<>(
            "store.watches.backlog-bytes-max", Kinds.BYTES, "64MiB", "The bytes of keys and values in them.");

    static final List<Setting<?>> SETTINGS = List.of(
            QUOTA_BYTES,
            COMPACTION_RETENTION,
            WRITE_BUFFER_BYTES,
            BLOCK_CACHE_BYTES,
            RECENT_ROWS_BYTES,
            BACKGROUND_JOBS,
            REQUESTS_OPERATIONS_MAX,
            REQUESTS_BYTES_MAX,
            REQUESTS_OUTSTANDING_MAX,
            REQUESTS_TIMEOUT,
            REQUESTS_BACKOFF_MIN,
            REQUESTS_BACKOFF_MAX,
            READS_THREADS,
            READS_WAITING_MAX,
            LEASES_TIME_TO_LIVE_MIN,
            LEASES_TICK,
            LEASES_EXPIRIES_PER_TICK,
            LEASES_QUESTIONS_MAX,
            WATCHES_WATCHERS_MAX,
            WATCHES_QUEUE_EVENTS_MAX,
            WATCHES_QUEUE_BYTES_MAX,
            WATCHES_QUEUED_BYTES_MAX,
            WATCHES_BACKLOG_EVENTS_MAX,
            WATCHES_BACKLOG_BYTES_MAX);

    private StoreKeys() {}

    static StorageConfig readStorage(ConfigReader reader) {
        return new StorageConfig(
                reader.get(WRITE_BUFFER_BYTES),
                reader.get(BLOCK_CACHE_BYTES),
                reader.get(RECENT_ROWS_BYTES),
                reader.get(BACKGROUND_JOBS));
    }

    static StoreConfig read(ConfigReader reader) {
        return new StoreConfig(
                readRequests(reader),
                new StoreConfig.Reads(reader.get(READS_THREADS), reader.get(READS_WAITING_MAX)),
                readLeases(reader),
                readWatches(reader),
                reader.get(COMPACTION_RETENTION),
                reader.get(QUOTA_BYTES));
    }

    private static StoreConfig.Requests readRequests(ConfigReader reader) {
        return new StoreConfig.Requests(
                reader.get(REQUESTS_OPERATIONS_MAX),
                reader.get(REQUESTS_BYTES_MAX),
                reader.get(REQUESTS_OUTSTANDING_MAX),
                reader.get(REQUESTS_TIMEOUT),
                reader.get(REQUESTS_BACKOFF_MIN),
                reader.get(REQUESTS_BACKOFF_MAX));
    }

    private static StoreConfig.Leases readLeases(ConfigReader reader) {
        return new StoreConfig.Leases(
                reader.get(LEASES_TIME_TO_LIVE_MIN),
                reader.get(LEASES_TICK),
                reader.get(LEASES_EXPIRIES_PER_TICK),
                reader.get(LEASES_QUESTIONS_MAX));
    }

    private static StoreConfig.Watches readWatches(ConfigReader reader) {
        return new StoreConfig.Watches(
                reader.get(WATCHES_WATCHERS_MAX),
                reader.get(WATCHES_QUEUE_EVENTS_MAX),
                reader.get(WATCHES_QUEUE_BYTES_MAX),
                reader.get(WATCHES_QUEUED_BYTES_MAX),
                reader.get(WATCHES_BACKLOG_EVENTS_MAX),
                reader.get(WATCHES_BACKLOG_BYTES_MAX));
    }
}
