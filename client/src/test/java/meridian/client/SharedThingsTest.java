package meridian.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Semaphores, read-write locks, latches, barriers and shared values. */
class SharedThingsTest extends WithServedStore {

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(60, TimeUnit.SECONDS);
    }

    private void awaitInLine(String name, int count) {
        Await.until(count + " stand in line", () -> inLine(name) == count);
    }

    private int inLine(String name) {
        return client.kv().list(KeyRange.prefix(name + "/"), ReadOptions.DEFAULT.withoutValues()).entries().stream()
                .filter(it -> it.lease() != 0)
                .toList()
                .size();
    }

    @Test
    void no_more_permits_are_given_than_there_are() throws Exception {
        SharedSemaphore semaphore = client.semaphore("s");
        assertThat(semaphore.setPermitsIfAbsent(3)).isTrue();
        assertThat(other.semaphore("s").setPermitsIfAbsent(9)).isFalse();
        PermitHold two = semaphore.acquire(2);
        assertThat(two.permits()).isEqualTo(2);
        assertThat(other.semaphore("s").tryAcquire(2)).isEmpty();
        assertThat(semaphore.permits()).isEqualTo(new SharedSemaphore.Permits(3, 1));
        CompletableFuture<PermitHold> waiting = other.semaphore("s").acquireAsync(2);
        awaitInLine("s", 2);
        assertThat(two.release()).isTrue();
        assertThat(two.release()).isFalse();
        PermitHold next = get(waiting);
        assertThat(next.fence()).isGreaterThan(two.fence());
        assertThat(client.kv().txn().ifHeld(next).commit().succeeded()).isTrue();
        Optional<PermitHold> rest = semaphore.drain();
        assertThat(rest.map(PermitHold::permits)).contains(1);
        assertThat(semaphore.drain()).isEmpty();
        next.close();
        rest.ifPresent(PermitHold::close);
        assertThat(semaphore.permits()).isEqualTo(new SharedSemaphore.Permits(3, 3));
    }

    @Test
    void who_asks_for_more_permits_than_there_are_is_refused() {
        client.semaphore("s").setPermits(1);
        assertThatThrownBy(() -> client.semaphore("s").acquire(2)).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> client.semaphore("s").acquire(0)).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void who_gives_up_waiting_for_permits_leaves_nothing() throws Exception {
        client.semaphore("s").setPermits(1);
        try (PermitHold hold = client.semaphore("s").acquire(1)) {
            assertThat(other.semaphore("s").tryAcquire(1, Duration.ofMillis(100)))
                    .isEmpty();
            CompletableFuture<PermitHold> waiting = other.semaphore("s").acquireAsync(1);
            awaitInLine("s", 2);
            waiting.cancel(true);
            awaitInLine("s", 1);
            assertThat(hold.isHeld()).isTrue();
        }
        awaitInLine("s", 0);
    }

    @Test
    void who_waits_for_permits_gets_them_though_its_node_stops() throws Exception {
        client.semaphore("s").setPermits(1);
        PermitHold hold = client.semaphore("s").acquire(1);
        CompletableFuture<PermitHold> waiting = other.semaphore("s").acquireAsync(1);
        awaitInLine("s", 2);
        restartAll();
        assertThat(waiting).isNotDone();
        assertThat(hold.release()).isTrue();
        get(waiting).close();
        awaitInLine("s", 0);
        assertThat(client.semaphore("s").permits().available()).isEqualTo(1);
    }

    @Test
    void permits_that_are_lost_tell_their_holder_and_are_free_again() throws Exception {
        client.semaphore("s").setPermits(1);
        PermitHold hold = client.semaphore("s").acquire(1);
        CompletableFuture<String> told = new CompletableFuture<>();
        hold.onLost(loss -> told.complete(loss.getMessage()));
        hold.session().lease().close();
        assertThat(get(told)).contains("lost");
        assertThat(hold.isHeld()).isFalse();
        assertThat(hold.release()).isFalse();
        other.semaphore("s").acquire(1).close();
    }

    @Test
    void many_read_or_one_writes() throws Exception {
        FencedLock reading = client.readWriteLock("rw").readLock();
        FencedLock writing = other.readWriteLock("rw").writeLock();
        LockHold first = reading.lock();
        LockHold second = get(reading.lockAsync());
        assertThat(second.fence()).isNotEqualTo(first.fence());
        assertThat(writing.tryLock()).isEmpty();
        CompletableFuture<LockHold> writer = writing.lockAsync();
        awaitInLine("rw", 3);
        // Who comes behind a writer waits for it, or else readers could keep it out for ever.
        assertThat(other.readWriteLock("rw").readLock().tryLock()).isEmpty();
        first.close();
        assertThat(writer).isNotDone();
        second.close();
        try (LockHold write = get(writer)) {
            assertThat(write.fence()).isGreaterThan(second.fence());
            assertThat(reading.tryLock()).isEmpty();
        }
        assertThat(reading.tryLock()).isPresent();
    }

    @Test
    void a_side_can_be_taken_again_but_not_the_other_one() throws Exception {
        FencedReadWriteLock lock = client.readWriteLock("rw");
        LockHold outer = lock.readLock().lock();
        LockHold inner = client.readWriteLock("rw").readLock().lock();
        assertThat(inner.fence()).isEqualTo(outer.fence());
        assertThatThrownBy(() -> lock.writeLock().lock())
                .isInstanceOf(IllegalMonitorStateException.class)
                .hasMessageContaining("wait for itself");
        inner.close();
        assertThat(other.readWriteLock("rw").writeLock().tryLock()).isEmpty();
        lock.readLock().unlock();
        try (LockHold write = lock.writeLock().lock()) {
            assertThat(write.isHeld()).isTrue();
            assertThat(outer.isHeld()).isFalse();
        }
    }

    @Test
    void the_write_side_and_a_lock_of_the_same_name_exclude_each_other() throws Exception {
        try (LockHold hold = client.lock("rw").lock()) {
            assertThat(other.readWriteLock("rw").writeLock().tryLock(Duration.ofMillis(50)))
                    .isEmpty();
            assertThat(other.readWriteLock("rw").readLock().tryLock(Duration.ofMillis(50)))
                    .isEmpty();
            assertThat(hold.isHeld()).isTrue();
        }
    }

    @Test
    void a_side_that_is_lost_is_lost_for_its_thread_until_it_notices() throws Exception {
        FencedLock writing = client.readWriteLock("rw").writeLock();
        LockHold hold = writing.lock();
        hold.session().lease().close();
        Await.until("it is lost", () -> !hold.isHeld());
        assertThatThrownBy(writing::lock).isInstanceOf(SessionLostException.class);
        hold.close();
        try (LockHold again = writing.lock()) {
            assertThat(again.fence()).isGreaterThan(hold.fence());
        }
    }

    @Test
    void a_latch_opens_when_it_has_been_counted_down() throws Exception {
        SharedLatch latch = client.latch("l");
        assertThat(latch.await(Duration.ofSeconds(60))).isTrue();
        assertThat(latch.trySetCount(2)).isTrue();
        assertThat(latch.trySetCount(5)).isFalse();
        CompletableFuture<Boolean> waiting = other.latch("l").awaitAsync();
        assertThat(other.latch("l").await(Duration.ofMillis(50))).isFalse();
        restartAll();
        assertThat(latch.countDown()).isEqualTo(1);
        assertThat(latch.count()).isEqualTo(1);
        assertThat(waiting).isNotDone();
        assertThat(get(other.latch("l").countDownAsync())).isZero();
        assertThat(get(waiting)).isTrue();
        latch.await();
        assertThat(latch.countDown()).isZero();
    }

    @Test
    void a_barrier_lets_all_go_on_together_round_after_round() throws Exception {
        for (int round = 0; round < 3; round++) {
            List<CompletableFuture<Integer>> waiting = new ArrayList<>();
            for (Meridian own : List.of(client, other)) {
                waiting.add(own.barrier("b", 3).awaitAsync());
            }
            awaitInLine("b", 2);
            if (round == 1) {
                restartAll();
            }
            assertThat(waiting).noneMatch(CompletableFuture::isDone);
            List<Integer> arrivals =
                    new ArrayList<>(List.of(client.barrier("b", 3).await()));
            for (CompletableFuture<Integer> it : waiting) {
                arrivals.add(get(it));
            }
            assertThat(arrivals).containsExactlyInAnyOrder(0, 1, 2);
        }
    }

    @Test
    void a_party_that_gives_up_is_not_counted() throws Exception {
        assertThat(client.barrier("b", 2).await(Duration.ofMillis(50))).isEmpty();
        CompletableFuture<Integer> waiting = other.barrier("b", 2).awaitAsync();
        awaitInLine("b", 1);
        assertThat(waiting).isNotDone();
        assertThat(client.barrier("b", 2).await()).isEqualTo(1);
        assertThat(get(waiting)).isZero();
    }

    @Test
    void a_number_is_shared() throws Exception {
        SharedLong number = client.atomicLong("n");
        assertThat(number.get()).isZero();
        assertThat(number.incrementAndGet()).isEqualTo(1);
        assertThat(other.atomicLong("n").getAndAdd(10)).isEqualTo(1);
        assertThat(number.compareAndSet(11, 5)).isTrue();
        assertThat(number.compareAndSet(11, 6)).isFalse();
        assertThat(number.getAndSet(-7)).isEqualTo(5);
        number.set(Long.MAX_VALUE);
        assertThat(number.get()).isEqualTo(Long.MAX_VALUE);
        number.set(0);
        List<CompletableFuture<Long>> adding = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            adding.add((i % 2 == 0 ? client : other).atomicLong("n").addAndGetAsync(1));
        }
        for (CompletableFuture<Long> it : adding) {
            get(it);
        }
        assertThat(number.get()).isEqualTo(100);
    }

    @Test
    void a_value_is_shared() {
        SharedReference reference = client.atomicReference("r");
        Bytes a = Bytes.utf8("a");
        Bytes b = Bytes.utf8("b");
        assertThat(reference.get()).isEmpty();
        assertThat(reference.setIfAbsent(a)).isTrue();
        assertThat(other.atomicReference("r").setIfAbsent(b)).isFalse();
        assertThat(reference.compareAndSet(b, a)).isFalse();
        assertThat(reference.compareAndSet(a, b)).isTrue();
        assertThat(reference.set(Bytes.empty())).contains(b);
        assertThat(reference.get()).contains(Bytes.empty());
        assertThat(reference.clearIf(a)).isFalse();
        assertThat(reference.clearIf(Bytes.empty())).isTrue();
        assertThat(reference.clear()).isEmpty();
    }

    @Test
    void sessions_that_have_ended_are_forgotten() throws Exception {
        client.semaphore("s").setPermits(2);
        for (int i = 0; i < 3; i++) {
            client.semaphore("s").acquire(1).close();
        }
        assertThat(client.sessions()).isZero();
        assertThat(client.session().isAlive()).isTrue();
        assertThat(client.sessions()).isEqualTo(1);
    }
}
