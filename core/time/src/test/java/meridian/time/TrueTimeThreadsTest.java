package meridian.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import meridian.base.Machine;
import org.junit.jupiter.api.Test;

class TrueTimeThreadsTest {
    private static final int STEERINGS = 20_000;
    private static final int READERS = 3;
    private static final long APART = 50_000_000;

    private final TrueTime time = new TrueTime(World.askingOne(), Steering.NONE, Machine.clock(), Machine.ticker());

    @Test
    void nobody_sees_an_earlier_time_than_somebody_else_saw_before() throws Exception {
        steer(0);
        AtomicLong latest = new AtomicLong(time.unixNanos());
        AtomicBoolean over = new AtomicBoolean();
        try (ExecutorService readers = Executors.newFixedThreadPool(READERS)) {
            List<Future<Long>> reads = IntStream.range(0, READERS)
                    .mapToObj(i -> readers.submit(() -> readUntil(over, latest)))
                    .toList();
            for (int i = 0; i < STEERINGS; i++) {
                steer(i);
            }
            over.set(true);
            for (Future<Long> read : reads) {
                assertThat(read.get()).as("reads").isPositive();
            }
        }
    }

    private long readUntil(AtomicBoolean over, AtomicLong latest) {
        long reads = 0;
        while (!over.get()) {
            long seen = latest.get();
            long shown = reads % 2 == 0 ? time.unixNanos() : time.now().time();
            assertThat(shown).isGreaterThanOrEqualTo(seen);
            latest.accumulateAndGet(shown, Math::max);
            reads++;
        }
        return reads;
    }

    /** To and fro by so much that the clock hurries one time and waits the next. */
    private void steer(int number) {
        long tick = Machine.ticker().nanos();
        long told = Machine.clock().unixNanos() + (number % 2 == 0 ? APART : -APART);
        Exchange.Upstream upstream = new Exchange.Upstream(1, Leap.NONE, 0, 1_000, -20, 1);
        Exchange exchange = new Exchange(tick, told, told, Machine.ticker().nanos(), 0, upstream);
        time.heard(time.servers().getFirst(), InetAddress.getLoopbackAddress(), new Reply.Answer(exchange, false));
    }
}
