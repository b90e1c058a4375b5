package meridian.time;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What was known of the time during the last day, so that it can be drawn. */
final class TimeHistory implements AutoCloseable {
    private static final Duration STEP = Duration.ofSeconds(5);
    private static final int MOST = (int) Duration.ofDays(1).dividedBy(STEP);

    private final TrueTime time;
    private final StampClock clocks;
    private final Deque<TimePoint> points = new ArrayDeque<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    TimeHistory(TrueTime time, StampClock clocks) {
        this.time = time;
        this.clocks = clocks;
    }

    void start() {
        Thread.ofVirtual().name("time-history").start(this::run);
    }

    private void run() {
        try {
            do {
                look();
            } while (!closed.await(STEP.toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    synchronized void look() {
        Now now = time.now();
        StampClock.Reading reading = clocks.read();
        if (points.size() == MOST) {
            points.removeFirst();
        }
        OptionalLong bound = now.bound().stream().mapToLong(Duration::toNanos).findFirst();
        points.addLast(new TimePoint(
                TimeUnit.NANOSECONDS.toMillis(now.time()), time.unixNanosAt(reading.tick()) - reading.wall(), bound));
    }

    synchronized List<TimePoint> points() {
        return List.copyOf(points);
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
