package meridian.time;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import meridian.base.Randomness;
import meridian.base.Ticker;
import org.jspecify.annotations.Nullable;

/** Asks one server again and again, on a thread of its own: calls of the kernel would hold a virtual one's carrier. */
final class Poller implements AutoCloseable {
    /** So often it is seen whether the machine slept, or its clock was set. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    /** Servers should not hear from all their clients at once, so a pause is up to so large a part longer or shorter. */
    private static final double JITTER = 1.0 / 16;

    private final Contact contact;
    private final Source source;
    private final TrueTime time;
    private final NtpClient client;
    private final Pace pace;
    private final Ticker ticker;
    private final Randomness randomness;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Duration poll;
    private Optional<Question.Earlier> earlier = Optional.empty();

    Poller(
            Contact contact,
            Source source,
            TrueTime time,
            NtpClient client,
            Pace pace,
            Ticker ticker,
            Randomness randomness) {
        this.contact = contact;
        this.source = source;
        this.time = time;
        this.client = client;
        this.pace = pace;
        this.ticker = ticker;
        this.randomness = randomness;
        this.poll = pace.poll();
    }

    void start() {
        Thread.ofPlatform().daemon().name("time-" + source.name()).start(this::run);
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
        try {
            Contact.Call call = contact.next();
            Reply reply = client.ask(call.server(), call.proof(), earlier);
            earlier = Question.Earlier.of(call.server(), reply);
            contact.answered(reply.isOfServer());
            heard(call.server().getAddress(), reply);
        } catch (IOException e) {
            heard(null, new Reply.Unreachable(String.valueOf(e.getMessage())));
        }
    }

    private void heard(@Nullable InetAddress from, Reply reply) {
        time.heard(source, from, reply);
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
            time.watch();
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
