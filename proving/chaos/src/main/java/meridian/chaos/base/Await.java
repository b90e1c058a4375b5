package meridian.chaos.base;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import meridian.base.Machine;
import meridian.base.Ticker;

/** Waits for what other processes do. Every wait has a deadline and says what it waited for. */
public final class Await {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(25);
    private static final Ticker TICKER = Machine.ticker();

    private Await() {}

    /** Returns how long it took. */
    public static Duration until(String what, Duration max, BooleanSupplier condition) {
        long begin = TICKER.nanos();
        while (!condition.getAsBoolean()) {
            if (TICKER.since(begin).compareTo(max) > 0) {
                throw new ChaosFailure("Waited " + max.toSeconds() + " s in vain: " + what);
            }
            pause(LOOK_AGAIN);
        }
        return TICKER.since(begin);
    }

    public static <T> T present(String what, Duration max, Supplier<Optional<T>> supplier) {
        long begin = TICKER.nanos();
        Optional<T> found = supplier.get();
        while (found.isEmpty()) {
            if (TICKER.since(begin).compareTo(max) > 0) {
                throw new ChaosFailure("Waited " + max.toSeconds() + " s in vain: " + what);
            }
            pause(LOOK_AGAIN);
            found = supplier.get();
        }
        return found.get();
    }

    /** Returns when all of them have ended by themselves. */
    public static void end(List<Thread> threads) {
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ChaosFailure("Interrupted.", e);
        }
    }

    /** Lets time pass, for faults that last a while and for clients that think. */
    public static void pause(Duration length) {
        try {
            Thread.sleep(length);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ChaosFailure("Interrupted.", e);
        }
    }
}
