package meridian.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import meridian.protocol.AcquireRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of a wait when its node fails, or its thread is interrupted. */
@Timeout(120)
class RepeatedWaitTest {
    private FailingOnce node;
    private Meridian client;

    @BeforeEach
    void start() throws IOException {
        node = new FailingOnce();
        client = Meridian.builder(node.address())
                .nodeRest(Duration.ofMillis(1), Duration.ofMillis(5))
                .connect();
    }

    @AfterEach
    void stop() {
        client.close();
        node.close();
    }

    @Test
    void permits_are_asked_for_again_by_the_same_session_and_number() throws Exception {
        assertThat(client.semaphore("s").acquire(2).permits()).isEqualTo(2);
        AcquireRequest first = node.asked().getFirst();
        assertThat(node.asked()).containsExactly(first, first);
        assertThat(first.getPermits().getAttempt()).isNotZero();
    }

    @Test
    void a_side_of_a_lock_is_asked_for_again_by_the_same_session() throws Exception {
        LockHold hold = client.readWriteLock("rw").readLock().lock();
        assertThat(hold.fence().number()).isEqualTo(FailingOnce.FENCE);
        AcquireRequest first = node.asked().getFirst();
        assertThat(node.asked()).containsExactly(first, first);
    }

    @Test
    void an_interrupt_while_a_session_is_being_opened_ends_the_wait() throws Exception {
        node.grantNoLeases();
        CompletableFuture<LockHold> told = new CompletableFuture<>();
        Thread waiter = Thread.ofVirtual().start(() -> {
            try {
                told.complete(client.lock("l").lock());
            } catch (InterruptedException | RuntimeException e) {
                told.completeExceptionally(e);
            }
        });
        node.awaitLeaseAsked();
        waiter.interrupt();
        assertThatThrownBy(() -> told.get(60, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(InterruptedException.class);
    }
}
