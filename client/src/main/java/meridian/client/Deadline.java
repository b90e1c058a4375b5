package meridian.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A moment after which nobody waits any more.
 *
 * @param nanos on {@link Machine#nanos}
 */
record Deadline(long nanos) {
    /** Far enough, and still so near that differences do not overflow. */
    private static final Duration LONGEST = Duration.ofDays(365L * 100);

    static Deadline in(Duration time) {
        return after(Machine.nanos(), time);
    }

    static Deadline after(long nanos, Duration time) {
        return new Deadline(nanos + (time.compareTo(LONGEST) > 0 ? LONGEST : time).toNanos());
    }

    static Deadline none() {
        return in(LONGEST);
    }

    long remainingNanos() {
        return nanos - Machine.nanos();
    }

    boolean hasPassed() {
        return hasPassed(Machine.nanos());
    }

    boolean hasPassed(long now) {
        return nanos - now <= 0;
    }

    /** Is there no more than this left? */
    boolean isWithin(Duration time) {
        return remainingNanos() <= time.toNanos();
    }

    Deadline earlier(Deadline other) {
        return nanos - other.nanos <= 0 ? this : other;
    }

    /** What the future comes to, or {@link TimeoutException}. */
    <T> T await(CompletableFuture<T> future) throws InterruptedException, ExecutionException, TimeoutException {
        return future.get(Math.max(0, remainingNanos()), TimeUnit.NANOSECONDS);
    }
}
