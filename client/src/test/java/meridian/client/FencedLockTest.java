package meridian.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FencedLockTest extends WithServedStore {
    private static final KeyRange LINE = KeyRange.prefix("job/");

    private int inLine() {
        return client.kv().list(LINE).entries().size();
    }

    private void awaitInLine(int count) {
        Await.until(count + " stand in line", () -> inLine() == count);
    }

    @Test
    void one_holds_it_and_the_next_one_has_a_greater_fence() throws Exception {
        LockHold hold = client.lock("job").lock();
        assertThat(other.lock("job").tryLock()).isEmpty();
        CompletableFuture<LockHold> waiting = other.lock("job").lockAsync();
        awaitInLine(2);
        assertThat(waiting).isNotDone();
        assertThat(hold.release()).isTrue();
        try (LockHold next = waiting.get(60, TimeUnit.SECONDS)) {
            assertThat(next.fence()).isGreaterThan(hold.fence());
            assertThat(next.isHeld()).isTrue();
            assertThat(hold.isHeld()).isFalse();
        }
        assertThat(inLine()).isZero();
    }

    @Test
    void what_demands_the_fence_is_done_only_while_the_lock_is_held() throws Exception {
        Operation work = Operation.put("report", "done");
        LockHold hold = client.lock("job").lock();
        assertThat(client.kv().txn().ifHeld(hold).then(work).commit().succeeded())
                .isTrue();
        hold.close();
        try (LockHold next = other.lock("job").lock()) {
            assertThat(client.kv().txn().ifHeld(hold).then(work).commit().succeeded())
                    .isFalse();
            assertThat(other.kv().txn().ifHeld(next).then(work).commit().succeeded())
                    .isTrue();
        }
    }

    @Test
    void the_thread_that_holds_it_may_take_it_again_and_gives_it_back_as_often() throws Exception {
        FencedLock lock = client.lock("job");
        LockHold outer = lock.lock();
        LockHold inner = client.lock("job").lock();
        assertThat(inner.fence()).isEqualTo(outer.fence());
        assertThat(lock.tryLock()).isPresent();
        lock.unlock();
        inner.close();
        inner.close();
        assertThat(other.lock("job").tryLock()).isEmpty();
        assertThat(outer.isHeld()).isTrue();
        lock.unlock();
        assertThat(lock.isHeldByCurrentThread()).isFalse();
        assertThatThrownBy(lock::unlock).isInstanceOf(IllegalMonitorStateException.class);
        assertThat(other.lock("job").tryLock()).isPresent();
    }

    @Test
    void threads_of_one_client_exclude_each_other() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        Queue<Fence> fences = new ConcurrentLinkedQueue<>();
        Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Meridian own = i % 2 == 0 ? client : other;
            threads.add(Thread.ofVirtual()
                    .uncaughtExceptionHandler((_, e) -> failures.add(e))
                    .start(() -> enterOften(own, inside, fences)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failures).isEmpty();
        assertThat(List.copyOf(fences)).hasSize(8 * 5).isSorted().doesNotHaveDuplicates();
    }

    private static void enterOften(Meridian own, AtomicInteger inside, Queue<Fence> fences) {
        for (int i = 0; i < 5; i++) {
            try (LockHold hold = own.lock("job").lock()) {
                assertThat(inside.incrementAndGet()).isEqualTo(1);
                fences.add(hold.fence());
                assertThat(inside.decrementAndGet()).isZero();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Test
    void who_waits_long_enough_goes_away_and_leaves_nothing() throws Exception {
        try (LockHold hold = client.lock("job").lock()) {
            assertThat(other.lock("job").tryLock(Duration.ofMillis(100))).isEmpty();
            awaitInLine(1);
            assertThat(hold.isHeld()).isTrue();
        }
        Optional<LockHold> next = other.lock("job").tryLock(Duration.ofSeconds(60));
        assertThat(next).isPresent();
        next.ifPresent(LockHold::close);
    }

    @Test
    void an_interrupted_waiter_leaves_the_line() throws Exception {
        try (LockHold hold = client.lock("job").lock()) {
            AtomicReference<Object> end = new AtomicReference<>();
            Thread waiter = Thread.ofVirtual().start(() -> {
                try {
                    end.set(other.lock("job").lock());
                } catch (InterruptedException e) {
                    end.set(e);
                }
            });
            awaitInLine(2);
            waiter.interrupt();
            waiter.join();
            assertThat(end.get()).isInstanceOf(InterruptedException.class);
            awaitInLine(1);
            assertThat(hold.isHeld()).isTrue();
        }
    }

    @Test
    void a_cancelled_future_leaves_the_line() throws Exception {
        try (LockHold hold = client.lock("job").lock()) {
            CompletableFuture<LockHold> waiting = other.lock("job").lockAsync();
            awaitInLine(2);
            waiting.cancel(true);
            awaitInLine(1);
            assertThat(hold.isHeld()).isTrue();
        }
    }

    @Test
    void one_that_gave_up_can_come_again() throws Exception {
        FencedLock wanted = other.lock("job");
        try (LockHold hold = client.lock("job").lock()) {
            for (int i = 0; i < 5; i++) {
                assertThat(wanted.tryLock(Duration.ofMillis(20))).isEmpty();
            }
            assertThat(hold.isHeld()).isTrue();
        }
        try (LockHold next = wanted.lock()) {
            assertThat(next.isHeld()).isTrue();
        }
        awaitInLine(0);
    }

    @Test
    void when_its_session_is_lost_so_is_the_lock() throws Exception {
        Session session = client.openSession(Duration.ofSeconds(2));
        FencedLock lock = client.lock(Bytes.utf8("job"), session);
        LockHold hold = lock.lock();
        Queue<SessionLostException> told = new ConcurrentLinkedQueue<>();
        hold.onLost(told::add);
        session.lease().close();
        Await.until("the holder is told", () -> told.size() == 1);
        assertThat(hold.isHeld()).isFalse();
        assertThatThrownBy(lock::lock).isInstanceOf(SessionLostException.class);
        assertThat(hold.release()).isFalse();
        try (LockHold next = other.lock("job").lock()) {
            assertThat(next.fence()).isGreaterThan(hold.fence());
        }
    }

    @Test
    void who_unlocks_what_was_lost_is_told() throws Exception {
        FencedLock lock = client.lock("job");
        LockHold hold = lock.lock();
        hold.session().lease().close();
        Await.until("it is lost", () -> !hold.isHeld());
        assertThatThrownBy(lock::lock).isInstanceOf(SessionLostException.class);
        assertThatThrownBy(lock::unlock).isInstanceOf(SessionLostException.class);
        try (LockHold again = lock.lock()) {
            assertThat(again.fence()).isGreaterThan(hold.fence());
        }
    }

    @Test
    void when_somebody_removes_its_key_the_lock_is_lost() throws Exception {
        LockHold hold = client.lock("job").lock();
        Queue<SessionLostException> told = new ConcurrentLinkedQueue<>();
        hold.onLost(told::add);
        other.kv().delete(hold.key());
        Await.until("the holder is told", () -> told.size() == 1);
        assertThat(told.peek()).hasMessageContaining("removed");
        assertThat(hold.isHeld()).isFalse();
        assertThat(hold.session().isAlive()).isTrue();
        assertThat(hold.release()).isFalse();
    }

    /** Of what was compacted nobody can hear; that the key was there all the time is seen without. */
    @Test
    void a_compaction_hides_nothing_from_who_listens() throws Exception {
        try (LockHold hold = client.lock("job").lock()) {
            long later = client.kv().put("k", "v");
            served.store().compact(later).get(60, TimeUnit.SECONDS);
            Queue<SessionLostException> told = new ConcurrentLinkedQueue<>();
            hold.onLost(told::add);
            client.kv().put("k", "w");
            assertThat(hold.isHeld()).isTrue();
            assertThat(told).isEmpty();
            other.kv().delete(hold.key());
            Await.until("the holder is told", () -> told.size() == 1);
        }
    }

    @Test
    void a_waiter_whose_session_ends_is_told() throws Exception {
        try (LockHold hold = client.lock("job").lock()) {
            Session session = other.openSession(Duration.ofSeconds(2));
            CompletableFuture<LockHold> waiting =
                    other.lock(Bytes.utf8("job"), session).lockAsync();
            awaitInLine(2);
            session.lease().close();
            assertThatThrownBy(() -> waiting.get(60, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(SessionLostException.class);
            assertThat(hold.isHeld()).isTrue();
        }
    }

    @Test
    void a_waiter_goes_on_at_another_node_when_its_own_stops() throws Exception {
        LockHold hold = client.lock("job").lock();
        CompletableFuture<LockHold> waiting = other.lock("job").lockAsync();
        awaitInLine(2);
        restartAll();
        assertThat(waiting).isNotDone();
        assertThat(hold.release()).isTrue();
        try (LockHold next = waiting.get(60, TimeUnit.SECONDS)) {
            assertThat(next.fence()).isGreaterThan(hold.fence());
            assertThat(other.kv().txn().ifHeld(next).commit().succeeded()).isTrue();
        }
    }

    /** One waits in the cluster's line, one here, and the third one is too many. */
    @Test
    void only_so_many_threads_may_wait() throws Exception {
        try (Meridian narrow = served.builder().lockWaitersMax(1).connect();
                LockHold hold = client.lock("job").lock()) {
            List<CompletableFuture<LockHold>> waiting = Stream.generate(
                            () -> narrow.lock("job").lockAsync())
                    .limit(3)
                    .toList();
            Await.until("one is refused", () -> waiting.stream().anyMatch(CompletableFuture::isDone));
            assertThat(waiting)
                    .filteredOn(CompletableFuture::isDone)
                    .singleElement()
                    .satisfies(it -> assertThat(it.exceptionNow())
                            .isInstanceOf(NotAppliedException.class)
                            .hasMessageContaining("lockWaitersMax"));
            assertThat(hold.isHeld()).isTrue();
            waiting.forEach(it -> it.cancel(true));
        }
    }

    @Test
    void a_name_needs_a_byte() {
        assertThatThrownBy(() -> client.lock("")).isInstanceOf(IllegalArgumentException.class);
    }
}
