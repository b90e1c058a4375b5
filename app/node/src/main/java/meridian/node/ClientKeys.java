package meridian.node;

import java.time.Duration;
import java.util.List;
import meridian.etcd.EtcdLimits;
import meridian.etcd.EtcdTimes;
import meridian.etcd.HttpLimits;

/** The limits and times of the port for clients. */
final class ClientKeys {
    static final Setting<Integer> EVENT_LOOPS = new Setting<>(
            "client.event-loops",
            Kinds.COUNT,
            "2",
            "Threads that do all the work of talking to clients that never waits for the disk.");
    static final Setting<Integer> REQUEST_BYTES_MAX =
            new Setting<>("client.request-bytes-max", Kinds.AMOUNT, "1.5MiB", "The largest request.");
    static final Setting<Integer> CALLS_PER_CONNECTION_MAX = new Setting<>(
            "client.calls-per-connection-max",
            Kinds.COUNT,
            "100000",
            "Calls that one connection may have open at a time, streams included.");
    static final Setting<Integer> STREAMS_MAX = new Setting<>(
            "client.streams-max",
            Kinds.COUNT,
            "100000",
            "Watch, keep-alive and observe streams, and calls that wait for a lock, of all connections together.");
    static final Setting<Integer> WATCHES_PER_STREAM_MAX =
            new Setting<>("client.watches-per-stream-max", Kinds.COUNT, "100000", "Watches that share one stream.");
    static final Setting<Integer> WATCH_BATCH_BYTES_MAX = new Setting<>(
            "client.watch-batch-bytes-max",
            Kinds.AMOUNT,
            "128KiB",
            "Keys and values a watch sends before the next one of its stream has its turn; a single revision may be larger.");
    static final Setting<Integer> KEEP_ALIVES_PER_STREAM_MAX = new Setting<>(
            "client.keep-alives-per-stream-max",
            Kinds.COUNT,
            "128",
            "Renewals of one stream that wait for the leader at a time.");
    static final Setting<Integer> SNAPSHOTS_MAX =
            new Setting<>("client.snapshots-max", Kinds.COUNT, "2", "Snapshots that are streamed at a time.");
    static final Setting<Integer> BLOCKING_THREADS = new Setting<>(
            "client.blocking-threads",
            Kinds.COUNT,
            "4",
            "Threads for what reads the disk: snapshots, and watches that replay history.");
    static final Setting<Duration> PING_INTERVAL_MIN = new Setting<>(
            "client.ping-interval-min", Kinds.DURATION, "5s", "Clients that ping more often are disconnected.");
    static final Setting<Duration> PROGRESS_INTERVAL = new Setting<>(
            "client.progress-interval",
            Kinds.DURATION,
            "10m",
            "How often a quiet watch that asked for it is told how far it is.");
    static final Setting<Duration> LEADER_CHECK_INTERVAL = new Setting<>(
            "client.leader-check-interval",
            Kinds.DURATION,
            "500ms",
            "How often the node looks whether there is a leader, for streams that demand one.");
    static final Setting<Duration> LEADER_PATIENCE = new Setting<>(
            "client.leader-patience",
            Kinds.DURATION,
            "3s",
            "How long there may be no leader before those streams are ended.");
    static final Setting<Duration> SNAPSHOT_STALL_MAX = new Setting<>(
            "client.snapshot-stall-max",
            Kinds.DURATION,
            "1m",
            "How long a client that fetches a snapshot may read nothing.");
    static final Setting<Duration> CLOSING_PATIENCE = new Setting<>(
            "client.closing-patience", Kinds.DURATION, "2s", "How long calls may take to end when the node stops.");

    static final Setting<Integer> HTTP_WAITING_MAX = new Setting<>(
            "client.http-waiting-max",
            Kinds.COUNT,
            "16",
            "Requests that a connection which speaks HTTP/1.1 may have waiting behind the one that is served.");
    static final Setting<Duration> HTTP_IDLE_MAX = new Setting<>(
            "client.http-idle-max",
            Kinds.DURATION,
            "1m",
            "How long such a connection may be silent while nothing is served on it, and any connection before its"
                    + " first bytes.");

    static final List<Setting<?>> SETTINGS = List.of(
            EVENT_LOOPS,
            REQUEST_BYTES_MAX,
            CALLS_PER_CONNECTION_MAX,
            STREAMS_MAX,
            WATCHES_PER_STREAM_MAX,
            WATCH_BATCH_BYTES_MAX,
            KEEP_ALIVES_PER_STREAM_MAX,
            SNAPSHOTS_MAX,
            BLOCKING_THREADS,
            PING_INTERVAL_MIN,
            PROGRESS_INTERVAL,
            LEADER_CHECK_INTERVAL,
            LEADER_PATIENCE,
            SNAPSHOT_STALL_MAX,
            CLOSING_PATIENCE,
            HTTP_WAITING_MAX,
            HTTP_IDLE_MAX);

    private ClientKeys() {}

    static EtcdLimits readLimits(ConfigReader reader) {
        return new EtcdLimits(
                reader.get(REQUEST_BYTES_MAX),
                reader.get(CALLS_PER_CONNECTION_MAX),
                reader.get(STREAMS_MAX),
                reader.get(WATCHES_PER_STREAM_MAX),
                reader.get(WATCH_BATCH_BYTES_MAX),
                reader.get(KEEP_ALIVES_PER_STREAM_MAX),
                reader.get(SNAPSHOTS_MAX),
                reader.get(BLOCKING_THREADS));
    }

    static EtcdTimes readTimes(ConfigReader reader) {
        return new EtcdTimes(
                reader.get(PING_INTERVAL_MIN),
                reader.get(PROGRESS_INTERVAL),
                reader.get(LEADER_CHECK_INTERVAL),
                reader.get(LEADER_PATIENCE),
                reader.get(SNAPSHOT_STALL_MAX),
                reader.get(CLOSING_PATIENCE));
    }

    static HttpLimits readHttp(ConfigReader reader) {
        return new HttpLimits(reader.get(HTTP_WAITING_MAX), reader.get(HTTP_IDLE_MAX));
    }
}
