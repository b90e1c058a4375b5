package meridian.store;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import meridian.base.Ticker;

/**
 * Slows down whoever guesses passwords: after a few failures of one user from one address each further attempt has to
 * wait, twice as long each time. It counts for the address alone, so that nobody can lock out others from elsewhere.
 */
final class FailedLogins {
    private static final int FREE = 3;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final int DOUBLINGS_MAX = 20;

    private final Ticker ticker;
    private final Duration pauseMax;
    private final Map<Origin, Failures> failures;

    FailedLogins(AccessConfig config, Ticker ticker) {
        this.ticker = ticker;
        this.pauseMax = config.lockoutMax();
        this.failures = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Origin, Failures> eldest) {
                return size() > config.failuresRememberedMax();
            }
        };
    }

    private record Origin(String user, String address) {}

    /** @param untilNanos no attempt before this */
    private record Failures(int count, long untilNanos) {}

    /** May there be an attempt now? One that may wait counts as made, so that others cannot be made beside it. */
    synchronized boolean admits(String user, String address) {
        Origin origin = new Origin(user, address);
        Failures known = failures.get(origin);
        if (known == null || known.count < FREE) {
            return true;
        }
        if (ticker.nanos() - known.untilNanos < 0) {
            return false;
        }
        failures.put(origin, failed(known.count));
        return true;
    }

    synchronized void failed(String user, String address) {
        failures.merge(new Origin(user, address), failed(1), (known, _) -> failed(known.count + 1));
    }

    synchronized void succeeded(String user, String address) {
        failures.remove(new Origin(user, address));
    }

    private Failures failed(int count) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.clamp(count - (long) FREE, 0, DOUBLINGS_MAX));
        Duration limited = pause.compareTo(pauseMax) < 0 ? pause : pauseMax;
        return new Failures(count, ticker.nanos() + limited.toNanos());
    }
}
