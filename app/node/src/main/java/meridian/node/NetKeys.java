package meridian.node;

import java.time.Duration;
import java.util.List;
import meridian.net.LinkLimits;

/** The settings of the transport between nodes. */
final class NetKeys {
    static final Setting<Integer> MESSAGE_BYTES_MAX =
            new Setting<>("net.message-bytes-max", Kinds.AMOUNT, "64MiB", "The largest message between two nodes.");
    static final Setting<Long> QUEUED_BYTES_MAX = new Setting<>(
            "net.queued-bytes-max",
            Kinds.BYTES,
            "256MiB",
            "What may wait to be sent to one node; beyond it, requests to it fail at once.");
    static final Setting<Integer> REQUESTS_IN_FLIGHT_MAX = new Setting<>(
            "net.requests-in-flight-max",
            Kinds.COUNT,
            "16384",
            "Requests to one node without a reply. Also how many of one node are handled at a time.");
    static final Setting<Integer> PEERS_MAX =
            new Setting<>("net.peers-max", Kinds.COUNT, "1024", "Nodes that are known at a time.");
    static final Setting<Integer> HANDSHAKES_MAX = new Setting<>(
            "net.handshakes-max",
            Kinds.COUNT,
            "256",
            "Incoming connections that have not yet said who they are; more are closed.");
    static final Setting<Duration> CONNECT_TIMEOUT = new Setting<>(
            "net.connect-timeout", Kinds.DURATION, "2s", "How long another machine may take to accept a connection.");
    static final Setting<Duration> HANDSHAKE_TIMEOUT = new Setting<>(
            "net.handshake-timeout", Kinds.DURATION, "3s", "How long a connected node may take to say who it is.");
    static final Setting<Duration> RECONNECT_PAUSE_MIN = new Setting<>(
            "net.reconnect-pause-min",
            Kinds.DURATION,
            "20ms",
            "The pause after the first failed attempt to connect; it doubles with each further one.");
    static final Setting<Duration> RECONNECT_PAUSE_MAX = new Setting<>(
            "net.reconnect-pause-max", Kinds.DURATION, "1s", "The longest pause between two attempts to connect.");
    static final Setting<Duration> PING_INTERVAL = new Setting<>(
            "net.ping-interval", Kinds.DURATION, "500ms", "How often the round trip to each node is measured.");
    static final Setting<Duration> SILENCE_MAX = new Setting<>(
            "net.silence-max",
            Kinds.DURATION,
            "4s",
            "A connection on which nothing arrived for so long is taken for dead and made anew.");
    static final Setting<Integer> EVENT_LOOPS = new Setting<>(
            "net.event-loops", Kinds.COUNT, "1", "Threads that do all the work of talking to other nodes.");

    static final List<Setting<?>> SETTINGS = List.of(
            MESSAGE_BYTES_MAX,
            QUEUED_BYTES_MAX,
            REQUESTS_IN_FLIGHT_MAX,
            PEERS_MAX,
            HANDSHAKES_MAX,
            CONNECT_TIMEOUT,
            HANDSHAKE_TIMEOUT,
            RECONNECT_PAUSE_MIN,
            RECONNECT_PAUSE_MAX,
            PING_INTERVAL,
            SILENCE_MAX,
            EVENT_LOOPS);

    private NetKeys() {}

    static LinkLimits read(ConfigReader reader) {
        return new LinkLimits(
                reader.get(MESSAGE_BYTES_MAX),
                reader.get(QUEUED_BYTES_MAX),
                reader.get(REQUESTS_IN_FLIGHT_MAX),
                reader.get(PEERS_MAX),
                reader.get(HANDSHAKES_MAX),
                reader.get(CONNECT_TIMEOUT),
                reader.get(HANDSHAKE_TIMEOUT),
                reader.get(RECONNECT_PAUSE_MIN),
                reader.get(RECONNECT_PAUSE_MAX),
                reader.get(PING_INTERVAL),
                reader.get(SILENCE_MAX));
    }
}
