package meridian.net;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import meridian.base.Limit;

/** How much of something there is, and how much there may be. Any thread may ask; nobody waits. */
final class Gauge {
    private final Limit limit;
    private final AtomicLong level = new AtomicLong();

    Gauge(Limit limit) {
        this.limit = limit;
    }

    /** Makes room for more, or says why there is none. */
    Optional<String> raise(long amount) {
        long raised = level.addAndGet(amount);
        if (limit.allows(raised)) {
            return Optional.empty();
        }
        level.addAndGet(-amount);
        return Optional.of(limit.exceeded(raised));
    }

    void lower(long amount) {
        level.addAndGet(-amount);
    }

    long level() {
        return level.get();
    }
}
