package meridian.chaos.host;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import meridian.base.Invariant;
import meridian.base.Ticker;
import meridian.chaos.base.Await;
import meridian.chaos.base.Folders;
import org.jspecify.annotations.Nullable;

/**
 * A time of day that is wrong for the processes of one host, while they run and when they start again: libfaketime stands
 * between them and the kernel and reads from a file how wrong it is. What measures intervals stays right, and so does the
 * machine's own clock.
 */
public final class WrongClock {
    private static final String LIBRARY = "libfaketimeMT.so.1";
    private static final double RATE_MAX = 10;
    private static final Duration STEP = Duration.ofMillis(250);

    private final Path library;
    private final Path file;
    private final Ticker ticker;
    private Duration wrong = Duration.ZERO;
    private double rate = 1;
    private long since;
    private @Nullable Thread drifting;

    private WrongClock(Path library, Path file, Ticker ticker) {
        this.library = library;
        this.file = file;
        this.ticker = ticker;
        this.since = ticker.nanos();
    }

    /** @param file what tells the processes how wrong the time is */
    static WrongClock create(Path file, Ticker ticker) {
        WrongClock clock = new WrongClock(Preload.find(LIBRARY, "faketime", "faketime"), file, ticker);
        clock.write();
        return clock;
    }

    /**
     * What comes before a command that is to see this time. A change is seen within a second: asking the file each time
     * would make each look at the time ten times as expensive again.
     */
    List<String> enter() {
        return List.of(
                "env",
                "LD_PRELOAD=" + library,
                "FAKETIME_TIMESTAMP_FILE=" + file,
                "FAKETIME_CACHE_DURATION=1",
                "FAKETIME_DONT_FAKE_MONOTONIC=1",
                // By what it detects itself, timed waits for the monotonic clock end at once, and the Java VM spins.
                "FAKETIME_FORCE_MONOTONIC_FIX=0",
                "NO_FAKE_STAT=1");
    }

    /** The time is by so much later than it was, or earlier. */
    public synchronized void jump(Duration by) {
        rebase();
        wrong = wrong.plus(by);
        write();
    }

    /**
     * From now on it passes so many times as fast as it should; the time of now stays. It goes in steps: a pace of the
     * library's own would let threads of a Java VM that wait for a while wait for years.
     */
    public synchronized void drift(double times) {
        Invariant.check(times > 0 && times <= RATE_MAX, "time does not pass %s times as fast", times);
        rebase();
        rate = times;
        drifting = Thread.startVirtualThread(this::step);
    }

    private void step() {
        while (drifts(Thread.currentThread())) {
            Await.pause(STEP);
        }
    }

    /** Takes a step, unless the time has been told otherwise since. */
    private synchronized boolean drifts(Thread stepping) {
        boolean current = stepping.equals(drifting);
        if (current) {
            rebase();
            write();
        }
        return current;
    }

    /** The time is right again. */
    public synchronized void correct() {
        drifting = null;
        rebase();
        wrong = Duration.ZERO;
        rate = 1;
        write();
    }

    /** By how much it is wrong now. */
    public synchronized Duration wrong() {
        rebase();
        return wrong;
    }

    private void rebase() {
        long now = ticker.nanos();
        wrong = wrong.plusNanos(Math.round((now - since) * (rate - 1)));
        since = now;
    }

    private void write() {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Folders.write(fresh, String.format(Locale.ROOT, "%+.6f%n", wrong.toNanos() / 1e9));
        Attempt.to(
                "replace " + file,
                () -> Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING));
    }
}
