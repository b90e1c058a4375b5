package meridian.bench;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import meridian.base.Ticker;
import org.HdrHistogram.Recorder;

/**
 * Keeps every client busy with one request at a time: the next one starts when the answer to the last has come, on the
 * thread that brought it.
 *
 * <p>Such a loop slows down together with the system, so a stall counts once per client and not once per request that
 * an open world would have sent meanwhile (coordinated omission). That is fair between two systems under the same loop;
 * it is not what users see who do not wait for each other.
 */
final class ClosedLoop implements AutoCloseable {
    private static final Duration PAUSE_AFTER_ERROR = Duration.ofMillis(10);
    private static final Duration LAST_ANSWER_WAIT_MAX = Duration.ofSeconds(30);
    private static final long LATENCY_NANOS_MIN = 1_000;
    private static final long LATENCY_NANOS_MAX = Duration.ofMinutes(2).toNanos();
    private static final int SIGNIFICANT_DIGITS = 3;

    private final Ticker ticker;
    private final Recorder latencies = new Recorder(LATENCY_NANOS_MIN, LATENCY_NANOS_MAX, SIGNIFICANT_DIGITS);
    private final Errors errors = new Errors();
    private final CountDownLatch unfinished;
    private final ScheduledExecutorService pauses = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("bench-pause").factory());
    private long windowOpenedNanos;
    private volatile boolean open = true;

    private ClosedLoop(int clients, Ticker ticker) {
        this.ticker = ticker;
        this.unfinished = new CountDownLatch(clients);
        this.windowOpenedNanos = ticker.nanos();
    }

    /** Sets all clients to work. Whoever starts the loop closes it, before the connections. */
    static ClosedLoop start(List<Operation> operations, Ticker ticker) {
        ClosedLoop loop = new ClosedLoop(operations.size(), ticker);
        operations.forEach(operation -> loop.new Client(operation).next());
        return loop;
    }

    /** Lets the clients work for this long. Ends earlier, with true, when all of them have nothing left to do. */
    boolean run(Duration duration) {
        try {
            return unfinished.await(duration.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchFailure("Interrupted while the load was running.", e);
        }
    }

    /** Forgets what was measured so far. Only one thread opens and closes windows. */
    void openWindow() {
        closeWindow();
    }

    /** What happened since the last window was opened or closed. */
    Window closeWindow() {
        long now = ticker.nanos();
        Window window =
                new Window(latencies.getIntervalHistogram(), Duration.ofNanos(now - windowOpenedNanos), errors.drain());
        windowOpenedNanos = now;
        return window;
    }

    /** Waits a bounded time for the last answers. No client sends anything afterwards. */
    @Override
    public void close() {
        open = false;
        try {
            if (!unfinished.await(LAST_ANSWER_WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new BenchFailure(unfinished.getCount() + " clients got no answer within "
                        + LAST_ANSWER_WAIT_MAX.toSeconds() + " s: see the logs of the nodes.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            pauses.shutdownNow();
        }
    }

    private final class Client implements Completion {
        private final Operation operation;
        private long startedNanos;

        private Client(Operation operation) {
            this.operation = operation;
        }

        private void next() {
            if (!open) {
                unfinished.countDown();
                return;
            }
            startedNanos = ticker.nanos();
            operation.start(this);
        }

        @Override
        public void succeeded() {
            succeededAfter(ticker.nanos() - startedNanos);
        }

        @Override
        public void succeededAfter(long nanos) {
            latencies.recordValue(Math.min(nanos, LATENCY_NANOS_MAX));
            next();
        }

        /** Without the pause, an endpoint that is down would be asked in a busy and ever deeper loop. */
        @Override
        public void failed(String reason) {
            errors.count(reason);
            if (open) {
                pauses.schedule(this::next, PAUSE_AFTER_ERROR.toMillis(), TimeUnit.MILLISECONDS);
            } else {
                unfinished.countDown();
            }
        }

        @Override
        public void exhausted() {
            unfinished.countDown();
        }
    }
}
