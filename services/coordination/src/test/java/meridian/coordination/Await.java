package meridian.coordination;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import meridian.base.Machine;

/** Waits for a condition, with a deadline that only a broken test reaches. */
final class Await {
    private static final long PATIENCE_SECONDS = 20;
    private static final long PAUSE_NANOS = 1_000_000;

    private Await() {}

    static void until(String what, BooleanSupplier condition) {
        long start = Machine.ticker().nanos();
        while (!condition.getAsBoolean()) {
            if (Machine.ticker().since(start).toSeconds() > PATIENCE_SECONDS) {
                throw new AssertionError("not within " + PATIENCE_SECONDS + " s: " + what);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
