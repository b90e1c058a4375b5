package meridian.time;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import meridian.base.Address;
import meridian.base.Randomness;
import meridian.base.Ticker;

/** Asks one server again and again, on a thread of its own: calls of the kernel would hold a virtual one's carrier. */
final class Poller implements AutoCloseable {
    /** So often it is seen whether the machine slept, or its clock was set. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    /** Servers should not hear from all their clients at once, so a pause is up to so large a part longer or shorter. */
    private static final double JITTER = 1.0 / 16;

    private final Address server;
    private final Optional<SharedKey> key;
    private final Source source;
    private final TrueTime time;
    private final NtpClient client;
    private final Pace pace;
    private final Ticker ticker;
    private final Randomness randomness;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Duration poll;

    Poller(
            Address server,
            Optional<SharedKey> key,
            Source source,
            TrueTime time,
            NtpClient client,
            Pace pace,
            Ticker ticker,
            Randomness randomness) {
        this.server = server;
        this.key = key;
        this.source = source;
        this.time = time;
        this.client = client;
        this.pace = pace;
        this.ticker = ticker;
        this.randomness = randomness;
        this.poll = pace.poll();
    }

    void start() {
        Thread.ofPlatform().daemon().name("time-" + server).start(this::run);
    }

    private void run() {
        try {
            do {
                StampClock.Reading epoch = time.epoch();
                ask();
                rest(epoch);
            } while (!isClosed() && !pace.isOver());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void ask() {
        // The name is looked up each time, since a server may move.
        InetSocketAddress address = new InetSocketAddress(server.host(), server.port());
        Reply reply = client.ask(address, key);
        time.heard(source, address.getAddress(), reply);
        pace.heard(reply);
        poll = pace.poll();
    }

    private void rest(StampClock.Reading epoch) throws InterruptedException {
        long pause = pace.pause().toNanos();
        long until = ticker.nanos() + (long) (pause * (1 + JITTER * (2 * randomness.nextDouble() - 1)));
        for (long left = until - ticker.nanos(); left > 0; left = until - ticker.nanos()) {
            if (closed.await(Math.min(left, LOOK.toNanos()), TimeUnit.NANOSECONDS)) {
                return;
            }
            time.now();
            if (!time.epoch().equals(epoch)) {
                pace.hurry();
                return;
            }
        }
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    Duration poll() {
        return poll;
    }

    /** It asks no more, though it may still wait for an answer. */
    @Override
    public void close() {
        closed.countDown();
    }
}
