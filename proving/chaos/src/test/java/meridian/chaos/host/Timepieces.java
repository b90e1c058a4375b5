package meridian.chaos.host;

import java.util.concurrent.atomic.AtomicLong;
import meridian.base.Clock;
import meridian.base.Machine;
import meridian.base.Ticker;

/**
 * A program that for each line that it reads says the time of day in milliseconds, what it measures intervals by, and how
 * often one of its threads has waited for a moment.
 */
final class Timepieces {
    private static final AtomicLong WAITS = new AtomicLong();

    private Timepieces() {}

    public static void main(String... arguments) throws java.io.IOException {
        Clock clock = Machine.clock();
        Ticker ticker = Machine.ticker();
        Thread.ofPlatform().daemon().start(Timepieces::waitAgainAndAgain);
        while (System.in.read() != -1) {
            System.out.println(clock.unixMillis() + " " + ticker.nanos() / 1_000_000 + " " + WAITS.get());
        }
    }

    private static void waitAgainAndAgain() {
        Object nobody = new Object();
        try {
            while (true) {
                synchronized (nobody) {
                    nobody.wait(100);
                }
                WAITS.incrementAndGet();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
