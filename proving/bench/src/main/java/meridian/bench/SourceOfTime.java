package meridian.bench;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import meridian.base.Machine;
import meridian.base.Ticker;
import meridian.time.Now;
import meridian.time.Secrets;
import meridian.time.TimeConfig;
import meridian.time.Timekeeper;

/** A node's clock in this process, with a server that tells the machine's time. */
final class SourceOfTime {
    private static final Duration KNOWN_WITHIN = Duration.ofSeconds(30);

    private SourceOfTime() {}

    /** Asks the server so often, and has its time. */
    static Timekeeper follow(RunningSystem server, Duration every) {
        TimeConfig.Polling polling = new TimeConfig.Polling(every, every, Duration.ofMillis(500));
        TimeConfig config = TimeConfig.asking(
                server.endpoints().stream().map(TimeConfig.Server::of).toList(), polling);
        Ticker ticker = Machine.ticker();
        Timekeeper keeper = Timekeeper.open(config, Secrets.none(), Machine.clock(), ticker, Machine.randomness());
        long begun = ticker.nanos();
        while (keeper.now().state() != Now.State.SYNCHRONISED) {
            if (ticker.since(begun).compareTo(KNOWN_WITHIN) > 0) {
                throw new BenchFailure("No time from the server within " + KNOWN_WITHIN.toSeconds() + " s.");
            }
            LockSupport.parkNanos(1_000_000);
        }
        return keeper;
    }
}
