package meridian.chaos.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import meridian.base.Ticker;

/** When answers came in a run, and when things went wrong. Any thread may tell it of an answer. */
public final class Timeline {
    /** What is shorter is no gap but the time between two writes. */
    private static final Duration GAP_MIN = Duration.ofMillis(100);

    private final Ticker ticker;
    private final long begin;
    private final List<Latencies> seconds = new ArrayList<>();
    private final List<Stretch> gaps = new ArrayList<>();
    private final List<Trouble> troubles = new ArrayList<>();
    private Duration lastWrite = Duration.ZERO;

    public Timeline(Ticker ticker) {
        this.ticker = ticker;
        this.begin = ticker.nanos();
    }

    /** A stretch of the run, by the time since its beginning. */
    public record Stretch(Duration begin, Duration end) {
        public Duration length() {
            return end.minus(begin);
        }

        boolean touches(Stretch other) {
            return begin.compareTo(other.end) < 0 && end.compareTo(other.begin) > 0;
        }
    }

    /** A fault, from the moment it was made until all was healed. */
    public record Trouble(String name, Stretch stretch) {}

    /**
     * The answers of one second.
     *
     * @param median from question to answer; zero if there was none, as {@code high}
     * @param high what 99 of 100 did not exceed
     */
    public record Second(int answers, Duration median, Duration high) {}

    /** How long the run has been going on. */
    public Duration now() {
        return ticker.since(begin);
    }

    /** Of this run, by the ticker's count. */
    long nanos() {
        return ticker.nanos();
    }

    /** What the ticker's count was at that time of the run. */
    long nanosAt(Duration time) {
        return begin + time.toNanos();
    }

    /** From here on there are writers again, and it means something when no write goes through. */
    public synchronized void beginWrites() {
        lastWrite = now();
    }

    /** An answer came to what was asked at a count of the ticker. */
    synchronized void answered(long asked, boolean write) {
        Duration now = now();
        while (seconds.size() <= now.toSeconds()) {
            seconds.add(new Latencies());
        }
        seconds.get((int) now.toSeconds()).add(ticker.since(asked).toNanos());
        if (write) {
            if (now.minus(lastWrite).compareTo(GAP_MIN) >= 0) {
                gaps.add(new Stretch(lastWrite, now));
            }
            lastWrite = now;
        }
    }

    public synchronized void wentWrong(Trouble trouble) {
        troubles.add(trouble);
    }

    public synchronized List<Trouble> troubles() {
        return List.copyOf(troubles);
    }

    /** The longest time without a write of which a part lies in the stretch. */
    public synchronized Duration longestGap(Stretch within) {
        Stretch open = new Stretch(lastWrite, now());
        return Stream.concat(gaps.stream(), Stream.of(open))
                .filter(within::touches)
                .map(Stretch::length)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    /** All seconds of the run, those without answers too. */
    public synchronized List<Second> seconds() {
        return seconds.stream().map(Latencies::summary).toList();
    }

    /** How long the answers of one second took. */
    private static final class Latencies {
        private static final double HIGH = 0.99;
        private static final int ROOM = 64;

        private long[] nanos = new long[ROOM];
        private int count;

        void add(long latency) {
            if (count == nanos.length) {
                nanos = Arrays.copyOf(nanos, count * 2);
            }
            nanos[count++] = latency;
        }

        Second summary() {
            long[] sorted = Arrays.copyOf(nanos, count);
            Arrays.sort(sorted);
            return count == 0
                    ? new Second(0, Duration.ZERO, Duration.ZERO)
                    : new Second(
                            count, Duration.ofNanos(sorted[count / 2]), Duration.ofNanos(sorted[(int) (count * HIGH)]));
        }
    }
}
