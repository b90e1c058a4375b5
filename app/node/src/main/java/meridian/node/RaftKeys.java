package meridian.node;

import java.time.Duration;
import java.util.List;
import meridian.base.Limit;
import meridian.raft.RaftConfig;

/** The settings of the replicated log. */
final class RaftKeys {
    static final Setting<Duration> ELECTION_TIMEOUT_MIN = new Setting<>(
            "raft.election-timeout-min",
            Kinds.DURATION,
            "750ms",
            "A node that hears nothing from its leader for a random time between this and the next setting calls an election; heartbeats come twice in this time. Between regions: at least ten round trips.");
    static final Setting<Duration> ELECTION_TIMEOUT_MAX = new Setting<>(
            "raft.election-timeout-max",
            Kinds.DURATION,
            "1.25s",
            "The longest time without a leader before an election is called.");
    static final Setting<Duration> REQUEST_TIMEOUT = new Setting<>(
            "raft.request-timeout",
            Kinds.DURATION,
            "3s",
            "How long a message between nodes may take before it counts as lost.");
    static final Setting<Duration> LEADER_TIMEOUT = new Setting<>(
            "raft.leader-timeout", Kinds.DURATION, "5s", "How long reads wait for a leader before they fail.");
    static final Setting<Duration> STAGING_TIMEOUT = new Setting<>(
            "raft.staging-timeout",
            Kinds.DURATION,
            "1m",
            "How long a new member may go without progress while it catches up.");
    static final Setting<Duration> LINGER_MAX = new Setting<>(
            "raft.linger-max",
            Kinds.DURATION,
            "2ms",
            "How long a batch may wait for the next commands of the clients just answered, at most half of what an entry"
                    + " takes; 0ms sends it at once.");
    static final Setting<Duration> NEWS_DELAY = new Setting<>(
            "raft.news-delay",
            Kinds.DURATION,
            "2ms",
            "How long the leader may wait for the next entry to tell the followers what is committed. Watchers and"
                    + " serializable readers there see a change so much later at most; linearizable reads do not wait.");
    static final Setting<Integer> APPENDS_IN_FLIGHT = new Setting<>(
            "raft.appends-in-flight",
            Kinds.COUNT,
            "8",
            "How many appends may be on the way to one follower at a time.");
    static final Setting<Long> COMMANDS_WAITING_MAX = new Setting<>(
            "raft.commands-waiting-max",
            Kinds.COUNT_LONG,
            "20000",
            "Writes that may wait on a node for their turn; more are refused.");
    static final Setting<Long> BYTES_WAITING_MAX =
            new Setting<>("raft.bytes-waiting-max", Kinds.BYTES, "64MiB", "The bytes of the writes that wait.");
    static final Setting<Long> ENTRY_COMMANDS_MAX = new Setting<>(
            "raft.entry-commands-max", Kinds.COUNT_LONG, "2000", "Writes that travel in one entry of the log.");
    static final Setting<Long> ENTRY_BYTES_MAX = new Setting<>(
            "raft.entry-bytes-max",
            Kinds.BYTES,
            "2MiB",
            "The bytes of writes in one entry of the log; also the largest single write.");
    static final Setting<Long> ENTRIES_IN_FLIGHT_MAX = new Setting<>(
            "raft.entries-in-flight-max", Kinds.COUNT_LONG, "8", "Entries of the log that may be without an outcome.");
    static final Setting<Long> UNPERSISTED_BYTES_MAX = new Setting<>(
            "raft.unpersisted-bytes-max",
            Kinds.BYTES,
            "256MiB",
            "How much log may be replayed after a crash: when so much was applied, the store is written out.");
    static final Setting<Long> LOG_ENTRIES_KEPT = new Setting<>(
            "raft.log-entries-kept",
            Kinds.COUNT_LONG,
            "2000",
            "Entries kept behind what the store has written out, so that a node that was away for a moment needs no snapshot.");

    static final List<Setting<?>> SETTINGS = List.of(
            ELECTION_TIMEOUT_MIN,
            ELECTION_TIMEOUT_MAX,
            REQUEST_TIMEOUT,
            LEADER_TIMEOUT,
            STAGING_TIMEOUT,
            LINGER_MAX,
            NEWS_DELAY,
            APPENDS_IN_FLIGHT,
            COMMANDS_WAITING_MAX,
            BYTES_WAITING_MAX,
            ENTRY_COMMANDS_MAX,
            ENTRY_BYTES_MAX,
            ENTRIES_IN_FLIGHT_MAX,
            UNPERSISTED_BYTES_MAX,
            LOG_ENTRIES_KEPT);

    private RaftKeys() {}

    static RaftConfig.Timeouts readTimeouts(ConfigReader reader) {
        return new RaftConfig.Timeouts(
                reader.get(ELECTION_TIMEOUT_MIN),
                reader.get(ELECTION_TIMEOUT_MAX),
                reader.get(REQUEST_TIMEOUT),
                reader.get(LEADER_TIMEOUT),
                reader.get(STAGING_TIMEOUT),
                reader.get(LINGER_MAX),
                reader.get(NEWS_DELAY));
    }

    static RaftConfig.Limits readLimits(ConfigReader reader) {
        return new RaftConfig.Limits(
                limit(reader, COMMANDS_WAITING_MAX),
                limit(reader, BYTES_WAITING_MAX),
                limit(reader, ENTRY_COMMANDS_MAX),
                limit(reader, ENTRY_BYTES_MAX),
                limit(reader, ENTRIES_IN_FLIGHT_MAX),
                limit(reader, UNPERSISTED_BYTES_MAX),
                limit(reader, LOG_ENTRIES_KEPT));
    }

    private static Limit limit(ConfigReader reader, Setting<Long> setting) {
        return new Limit(setting.path(), reader.get(setting));
    }
}
