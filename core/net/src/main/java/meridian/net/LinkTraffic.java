package meridian.net;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What a link has carried and how fast it is. The link's event loop writes, any thread reads. */
final class LinkTraffic {
    private static final long UNKNOWN = -1;

    /** A new reading counts for an eighth, as in TCP (RFC 6298). */
    private static final int SMOOTHING = 8;

    private final LongAdder bytesSent = new LongAdder();
    private final LongAdder bytesReceived = new LongAdder();
    private final LongAdder connections = new LongAdder();
    private final AtomicLong roundTripNanos = new AtomicLong(UNKNOWN);

    void sent(long bytes) {
        bytesSent.add(bytes);
    }

    void received(long bytes) {
        bytesReceived.add(bytes);
    }

    /** The way to the peer may be another one from now on. */
    void connected() {
        connections.increment();
        roundTripNanos.set(UNKNOWN);
    }

    void measured(long nanos) {
        long smoothed = roundTripNanos.get();
        roundTripNanos.set(smoothed == UNKNOWN ? nanos : smoothed + (nanos - smoothed) / SMOOTHING);
    }

    long bytesSent() {
        return bytesSent.sum();
    }

    long bytesReceived() {
        return bytesReceived.sum();
    }

    long reconnects() {
        return Math.max(0, connections.sum() - 1);
    }

    Optional<Duration> roundTrip() {
        long nanos = roundTripNanos.get();
        return nanos == UNKNOWN ? Optional.empty() : Optional.of(Duration.ofNanos(nanos));
    }
}
