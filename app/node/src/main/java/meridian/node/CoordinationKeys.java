package meridian.node;

import java.time.Duration;
import java.util.List;
import meridian.coordination.CoordinationConfig;

/** The settings of locks, elections and all else that clients agree by. */
final class CoordinationKeys {
    static final Setting<Integer> WAITERS_MAX = new Setting<>(
            "coordination.waiters-max",
            Kinds.COUNT,
            "100000",
            "Attempts of this node's clients to get a lock or permits, to win an election, or to go through a latch or a barrier that may be open at a time; and as many changes of shared values.");
    static final Setting<Long> LINE_BYTES_MAX = new Setting<>(
            "coordination.line-bytes-max",
            Kinds.BYTES,
            "64MiB",
            "What the keys under one name may take in this node's memory while one of its clients waits there.");
    static final Setting<Integer> THREADS = new Setting<>(
            "coordination.threads", Kinds.COUNT, "2", "Threads that follow who holds and who waits, of all names.");
    static final Setting<Integer> ATTEMPTS_MAX = new Setting<>(
            "coordination.attempts-max",
            Kinds.COUNT,
            "100",
            "How often a change is tried again because others changed the same thing meanwhile.");
    static final Setting<Duration> RETRY_PAUSE = new Setting<>(
            "coordination.retry-pause",
            Kinds.DURATION,
            "100ms",
            "How long to wait before asking again who is there when nobody leads.");
    static final Setting<Duration> LAG_MAX = new Setting<>(
            "coordination.lag-max",
            Kinds.DURATION,
            "100ms",
            "A node that tells somebody that its turn has come has asked the leader no longer ago than this whether it knows all that was done. `0s` asks each time, which makes handing over slower.");

    static final List<Setting<?>> SETTINGS =
            List.of(WAITERS_MAX, LINE_BYTES_MAX, THREADS, ATTEMPTS_MAX, RETRY_PAUSE, LAG_MAX);

    private CoordinationKeys() {}

    static CoordinationConfig read(ConfigReader reader) {
        return new CoordinationConfig(
                reader.get(WAITERS_MAX),
                reader.get(LINE_BYTES_MAX),
                reader.get(THREADS),
                reader.get(ATTEMPTS_MAX),
                reader.get(RETRY_PAUSE),
                reader.get(LAG_MAX));
    }
}
