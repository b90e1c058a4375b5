package meridian.bench;

import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import meridian.base.Ticker;

/**
 * Measures hand-overs: from the moment in which a holder begins to let go to the one in which the next is told that it
 * holds. All holders live in this process, so one ticker tells both.
 */
final class HandOvers {
    private final Ticker ticker;
    private final AtomicInteger holders = new AtomicInteger();

    /** Before anybody held it there was nobody to let go: the first hand-over counts from here. */
    private volatile long lettingGoNanos;

    HandOvers(Ticker ticker) {
        this.ticker = ticker;
        this.lettingGoNanos = ticker.nanos();
    }

    /** The caller was just told that it holds. Returns how long that took, or nothing while somebody else holds too. */
    OptionalLong told() {
        long took = ticker.nanos() - lettingGoNanos;
        boolean alone = holders.incrementAndGet() == 1;
        return alone ? OptionalLong.of(took) : OptionalLong.empty();
    }

    /** The caller, who was told that it holds, is about to say that it lets go. */
    void lettingGo() {
        holders.decrementAndGet();
        lettingGoNanos = ticker.nanos();
    }
}
