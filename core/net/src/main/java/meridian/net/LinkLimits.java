package meridian.net;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import meridian.base.Limit;

/**
 * Bounds of everything a link may hold or wait for.
 *
 * @param messageBytesMax the largest request or reply
 * @param queuedBytesMax what may wait to be sent to one peer, of requests and again of replies
 * @param requestsInFlightMax requests to one peer without a reply, waiting ones included; also how many of one peer's
 *     requests are handled at a time
 * @param peersMax links at a time; a node that was never met and connects by itself is refused beyond
 * @param handshakesMax incoming connections that have not yet said who they are
 * @param connectTimeout until a peer's machine answers
 * @param handshakeTimeout until a connected peer has said who it is
 * @param reconnectPauseMin after the first failed attempt; doubles with each further one
 * @param reconnectPauseMax where doubling ends
 * @param pingInterval between two measurements of the round trip
 * @param silenceMax a connection on which nothing arrived for so long is dead
 */
public record LinkLimits(
        int messageBytesMax,
        long queuedBytesMax,
        int requestsInFlightMax,
        int peersMax,
        int handshakesMax,
        Duration connectTimeout,
        Duration handshakeTimeout,
        Duration reconnectPauseMin,
        Duration reconnectPauseMax,
        Duration pingInterval,
        Duration silenceMax) {
    private static final int MEBIBYTE = 1 << 20;

    public LinkLimits {
        List<String> problems = new ArrayList<>();
        positive(problems, "net.message-bytes-max", messageBytesMax);
        positive(problems, "net.queued-bytes-max", queuedBytesMax);
        positive(problems, "net.requests-in-flight-max", requestsInFlightMax);
        positive(problems, "net.peers-max", peersMax);
        positive(problems, "net.handshakes-max", handshakesMax);
        positive(problems, "net.connect-timeout", connectTimeout.toMillis());
        positive(problems, "net.handshake-timeout", handshakeTimeout.toMillis());
        positive(problems, "net.reconnect-pause-min", reconnectPauseMin.toMillis());
        positive(problems, "net.ping-interval", pingInterval.toMillis());
        ordered(problems, "net.reconnect-pause-min", reconnectPauseMin, "net.reconnect-pause-max", reconnectPauseMax);
        ordered(problems, "net.ping-interval", pingInterval.multipliedBy(2), "net.silence-max", silenceMax);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
    }

    public static LinkLimits defaults() {
        return new LinkLimits(
                64 * MEBIBYTE,
                256L * MEBIBYTE,
                16_384,
                1_024,
                256,
                Duration.ofSeconds(2),
                Duration.ofSeconds(3),
                Duration.ofMillis(20),
                Duration.ofSeconds(1),
                Duration.ofMillis(500),
                Duration.ofSeconds(4));
    }

    Limit messageBytes() {
        return new Limit("net.message-bytes-max", messageBytesMax);
    }

    Limit queuedBytes() {
        return new Limit("net.queued-bytes-max", queuedBytesMax);
    }

    Limit requestsInFlight() {
        return new Limit("net.requests-in-flight-max", requestsInFlightMax);
    }

    Limit peers() {
        return new Limit("net.peers-max", peersMax);
    }

    Limit handshakes() {
        return new Limit("net.handshakes-max", handshakesMax);
    }

    private static void positive(List<String> problems, String name, long value) {
        if (value <= 0) {
            problems.add(name + " is " + value + ": it must be greater than 0");
        }
    }

    private static void ordered(List<String> problems, String lowName, Duration low, String highName, Duration high) {
        if (low.compareTo(high) > 0) {
            problems.add(highName + " is " + high + ": it must be at least " + low + " to suit " + lowName);
        }
    }
}
