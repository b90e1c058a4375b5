package meridian.net;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import meridian.base.Ticker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warns of what goes wrong with peers and strangers: once a minute per cause and origin, however often it happens. */
final class Complaints {
    /** What went wrong, as the beginning of a sentence about its origin. */
    enum Cause {
        UNREACHABLE("cannot connect to"),
        UNWELCOME("refused a connection from"),
        BROKEN_HANDSHAKE("closed a connection without a proper handshake from"),
        SLOW_HANDSHAKE("closed a connection that took too long from"),
        TOO_MANY_HANDSHAKES("closed a connection that is one too many from"),
        MISBEHAVIOUR("closed the connection with");

        private final String text;

        Cause(String text) {
            this.text = text;
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(Complaints.class);
    private static final Duration PAUSE = Duration.ofMinutes(1);
    private static final int REMEMBERED_MAX = 1_024;

    private final Ticker ticker;
    private final Map<Complaint, Long> lastNanos = new LinkedHashMap<>();

    Complaints(Ticker ticker) {
        this.ticker = ticker;
    }

    /** @param origin a peer or a host, without anything that changes from one attempt to the next */
    void warn(Cause cause, String origin, String reason) {
        if (isNews(new Complaint(cause, origin))) {
            LOG.warn("{} {}: {}", cause.text, origin, reason);
        } else {
            LOG.debug("{} {}: {}", cause.text, origin, reason);
        }
    }

    private synchronized boolean isNews(Complaint complaint) {
        long now = ticker.nanos();
        Long last = lastNanos.get(complaint);
        if (last != null && now - last < PAUSE.toNanos()) {
            return false;
        }
        lastNanos.put(complaint, now);
        if (lastNanos.size() > REMEMBERED_MAX) {
            lastNanos.remove(lastNanos.keySet().iterator().next());
        }
        return true;
    }

    private record Complaint(Cause cause, String origin) {}
}
