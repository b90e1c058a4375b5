package meridian.coordination;

import static meridian.coordination.CoordinationFixture.await;
import static meridian.coordination.CoordinationFixture.bytes;
import static meridian.coordination.CoordinationFixture.done;
import static meridian.coordination.CoordinationFixture.ended;
import static meridian.coordination.CoordinationFixture.held;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import meridian.base.Outcome;
import meridian.base.Outcome.Refusal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The two sides of a lock. */
class ReadWriteLockTest {
    private static final int READERS = 500;

    @TempDir
    Path folder;

    private CoordinationFixture fixture;
    private FencedLock lock;

    @BeforeEach
    void open() {
        fixture = new CoordinationFixture(folder);
        lock = fixture.lock("job");
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private void awaitKeys(int count) {
        Await.until(count + " stand in line", () -> fixture.keys("job/").size() == count);
    }

    private void release(Hold hold) {
        assertThat(done(await(lock.release(hold)))).isTrue();
    }

    @Test
    void many_share_and_their_keys_say_so() {
        Hold first = held(lock.acquireShared(fixture.session()));
        Hold second = held(lock.acquireShared(fixture.session()));
        assertThat(first.shared()).isTrue();
        assertThat(second.fence()).isGreaterThan(first.fence());
        assertThat(fixture.keys("job/"))
                .hasSize(2)
                .allSatisfy(key -> assertThat(key.value()).isEqualTo(Demand.SHARED));
    }

    @Test
    void who_wants_it_alone_waits_for_all_who_share() {
        Hold first = held(lock.acquireShared(fixture.session()));
        Hold second = held(lock.acquireShared(fixture.session()));
        Claim<Acquisition> writer = lock.acquire(fixture.session());
        awaitKeys(3);
        release(first);
        awaitKeys(2);
        assertThat(writer.outcome()).isNotDone();
        release(second);
        assertThat(held(writer).fence()).isGreaterThan(second.fence());
    }

    @Test
    void who_comes_to_share_does_not_overtake_who_waits_to_have_it_alone() {
        Hold reader = held(lock.acquireShared(fixture.session()));
        Claim<Acquisition> writer = lock.acquire(fixture.session());
        awaitKeys(2);
        Claim<Acquisition> late = lock.acquireShared(fixture.session());
        awaitKeys(3);
        assertThat(late.outcome()).isNotDone();
        assertThat(ended(lock.tryAcquireShared(fixture.session()))).isEqualTo(new Acquisition.GivenUp());
        release(reader);
        Hold alone = held(writer);
        assertThat(late.outcome()).isNotDone();
        release(alone);
        held(late);
    }

    @Test
    void all_who_wait_to_share_get_it_together() {
        Hold writer = held(lock.acquire(fixture.session()));
        List<Claim<Acquisition>> readers = new ArrayList<>();
        for (int i = 0; i < READERS; i++) {
            readers.add(lock.acquireShared(fixture.session()));
        }
        awaitKeys(READERS + 1);
        Claim<Acquisition> next = lock.acquire(fixture.session());
        awaitKeys(READERS + 2);
        release(writer);
        List<Hold> holds = readers.stream().map(CoordinationFixture::held).toList();
        assertThat(next.outcome()).isNotDone();
        holds.forEach(this::release);
        held(next);
    }

    @Test
    void who_gives_up_waiting_to_have_it_alone_lets_those_behind_share() {
        held(lock.acquireShared(fixture.session()));
        Claim<Acquisition> writer = lock.acquire(fixture.session());
        awaitKeys(2);
        Claim<Acquisition> reader = lock.acquireShared(fixture.session());
        awaitKeys(3);
        writer.cancel();
        assertThat(ended(writer)).isEqualTo(new Acquisition.GivenUp());
        held(reader);
    }

    @Test
    void trying_to_share_leaves_nothing_behind() {
        Hold writer = held(lock.acquire(fixture.session()));
        long session = fixture.session();
        long entries = fixture.entries();
        assertThat(ended(lock.tryAcquireShared(session))).isEqualTo(new Acquisition.GivenUp());
        assertThat(fixture.entries()).isEqualTo(entries);
        release(writer);
        Hold reader = held(lock.tryAcquireShared(session));
        assertThat(held(lock.tryAcquireShared(fixture.session())).shared()).isTrue();
        assertThat(held(lock.tryAcquireShared(session))).isEqualTo(reader);
        assertThat(ended(lock.tryAcquire(fixture.session()))).isEqualTo(new Acquisition.GivenUp());
    }

    @Test
    void the_holder_gets_the_shared_side_too_and_nobody_comes_in_between() {
        long session = fixture.session();
        Hold alone = held(lock.acquire(session));
        Claim<Acquisition> otherReader = lock.acquireShared(fixture.session());
        awaitKeys(2);
        Claim<Acquisition> otherWriter = lock.acquire(fixture.session());
        awaitKeys(3);
        Hold shared = held(lock.acquireShared(session));
        assertThat(shared.fence()).isEqualTo(alone.fence());
        assertThat(otherReader.outcome()).isNotDone();
        release(alone);
        held(otherReader);
        assertThat(otherWriter.outcome()).isNotDone();
        assertThat(fixture.writeAs(shared, "guarded", "1")).isTrue();
        release(shared);
        assertThat(done(await(lock.release(shared)))).isFalse();
        release(held(otherReader));
        held(otherWriter);
    }

    @Test
    void whichever_side_is_let_go_of_first_the_other_stays() {
        long session = fixture.session();
        Hold alone = held(lock.acquire(session));
        Hold shared = held(lock.acquireShared(session));
        release(shared);
        Claim<Acquisition> reader = lock.acquireShared(fixture.session());
        awaitKeys(2);
        assertThat(reader.outcome()).isNotDone();
        assertThat(done(await(lock.release(shared)))).isFalse();
        release(alone);
        held(reader);
    }

    @Test
    void letting_go_of_one_side_twice_leaves_the_other_alone() {
        long session = fixture.session();
        Hold alone = held(lock.acquire(session));
        Hold shared = held(lock.acquireShared(session));
        release(alone);
        assertThat(done(await(lock.release(alone)))).isFalse();
        assertThat(fixture.keys("job/")).hasSize(1);
        release(shared);
        assertThat(fixture.keys("job/")).isEmpty();
    }

    @Test
    void who_shares_cannot_have_it_alone_as_well() {
        long session = fixture.session();
        Hold shared = held(lock.acquireShared(session));
        for (CompletableFuture<Outcome<Acquisition>> attempt :
                List.of(lock.acquire(session).outcome(), lock.tryAcquire(session))) {
            assertThat(await(attempt)).isInstanceOfSatisfying(Outcome.NotApplied.class, refused -> {
                assertThat(refused.refusal()).isEqualTo(Refusal.INVALID);
                assertThat(refused.message()).contains("shares the lock already");
            });
        }
        assertThat(held(lock.acquireShared(session))).isEqualTo(shared);
    }

    @Test
    void who_gives_up_the_shared_side_keeps_the_exclusive_one() {
        held(lock.acquireShared(fixture.session()));
        long session = fixture.session();
        Claim<Acquisition> alone = lock.acquire(session);
        awaitKeys(2);
        Claim<Acquisition> shared = lock.acquireShared(session, Duration.ofMillis(50));
        assertThat(ended(shared)).isEqualTo(new Acquisition.GivenUp());
        assertThat(alone.outcome()).isNotDone();
        assertThat(fixture.keys("job/").getLast().value()).isEqualTo(bytes(""));
    }

    @Test
    void a_session_that_ends_lets_go_of_both_sides() {
        long session = fixture.session();
        held(lock.acquire(session));
        held(lock.acquireShared(session));
        Claim<Acquisition> next = lock.acquire(fixture.session());
        awaitKeys(2);
        fixture.end(session);
        held(next);
    }
}
