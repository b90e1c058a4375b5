package meridian.bench;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import meridian.base.Address;
import meridian.base.Ticker;

/** Waits for a cluster that is starting. */
final class FirstWrite {
    private static final Duration WAIT_MAX = Duration.ofSeconds(90);
    private static final Duration PAUSE = Duration.ofMillis(5);

    private FirstWrite() {}

    /**
     * Returns as soon as an attempt succeeds.
     *
     * @param attempt tries a write and returns what went wrong, if anything
     */
    static void await(RunningSystem running, Address asked, Supplier<Optional<String>> attempt, Ticker ticker) {
        long begun = ticker.nanos();
        Optional<String> problem = attempt.get();
        while (problem.isPresent()) {
            if (ticker.since(begun).compareTo(WAIT_MAX) > 0) {
                throw new BenchFailure("No write succeeded at " + asked + " within " + WAIT_MAX.toSeconds()
                        + " s; the last answer was: " + problem.get());
            }
            running.requireAlive();
            LockSupport.parkNanos(PAUSE.toNanos());
            problem = attempt.get();
        }
    }
}
