package meridian.coordination;

import static meridian.coordination.CoordinationFixture.applied;
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
import meridian.base.Machine;
import meridian.base.Outcome;
import meridian.store.StoreError;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FencedLockTest {
    private static final long UNKNOWN_LEASE = 12345;

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

    @Test
    void what_nobody_holds_is_got_with_one_entry_of_the_log() {
        long session = fixture.session();
        long entries = fixture.entries();
        Hold hold = held(lock.acquire(session));
        assertThat(fixture.entries()).isEqualTo(entries + 1);
        assertThat(fixture.keys("job/")).singleElement().satisfies(key -> {
            assertThat(key.key()).isEqualTo(bytes("job/" + Long.toHexString(session)));
            assertThat(key.createRevision()).isEqualTo(hold.fence().revision());
            assertThat(key.lease()).isEqualTo(session);
        });
    }

    @Test
    void who_waits_gets_it_in_the_order_of_coming_and_fences_grow() {
        List<Claim<Acquisition>> claims = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            long session = fixture.session();
            claims.add(lock.acquire(session));
            int soMany = i + 1;
            awaitKeys(soMany);
        }
        List<Long> fences = new ArrayList<>();
        for (int i = 0; i < claims.size(); i++) {
            Hold hold = held(claims.get(i));
            fences.add(hold.fence().revision());
            assertThat(claims.subList(i + 1, claims.size()))
                    .noneMatch(claim -> claim.outcome().isDone());
            assertThat(done(await(lock.release(hold)))).isTrue();
        }
        assertThat(fences).isSorted().doesNotHaveDuplicates();
    }

    private void awaitKeys(int count) {
        Await.until(count + " stand in line", () -> fixture.keys("job/").size() == count);
    }

    @Test
    void a_session_that_holds_gets_it_again_with_the_same_fence() {
        long session = fixture.session();
        Hold first = held(lock.acquire(session));
        assertThat(held(lock.acquire(session))).isEqualTo(first);
        assertThat(held(lock.tryAcquire(session))).isEqualTo(first);
        assertThat(done(await(lock.release(first)))).isTrue();
        assertThat(done(await(lock.release(first)))).isFalse();
    }

    @Test
    void trying_leaves_nothing_behind() {
        Hold holder = held(lock.acquire(fixture.session()));
        long other = fixture.session();
        assertThat(ended(lock.tryAcquire(other))).isEqualTo(new Acquisition.GivenUp());
        assertThat(fixture.keys("job/")).hasSize(1);
        done(await(lock.release(holder)));
        assertThat(held(lock.tryAcquire(other)).fence()).isGreaterThan(holder.fence());
    }

    @Test
    void whose_patience_ends_waits_no_more() {
        Hold holder = held(lock.acquire(fixture.session()));
        assertThat(ended(lock.acquire(fixture.session(), Duration.ofMillis(50))))
                .isEqualTo(new Acquisition.GivenUp());
        assertThat(fixture.keys("job/"))
                .singleElement()
                .satisfies(key -> assertThat(key.key()).isEqualTo(holder.key()));
    }

    @Test
    void who_gives_up_in_the_middle_wakes_nobody() {
        Hold holder = held(lock.acquire(fixture.session()));
        Claim<Acquisition> second = lock.acquire(fixture.session());
        awaitKeys(2);
        Claim<Acquisition> third = lock.acquire(fixture.session());
        awaitKeys(3);
        second.cancel();
        assertThat(ended(second)).isEqualTo(new Acquisition.GivenUp());
        assertThat(fixture.keys("job/")).hasSize(2);
        assertThat(third.outcome()).isNotDone();
        done(await(lock.release(holder)));
        assertThat(held(third).fence()).isGreaterThan(holder.fence());
    }

    @Test
    void giving_up_does_not_take_what_the_session_holds_already() {
        long session = fixture.session();
        Hold hold = held(lock.acquire(session));
        Claim<Acquisition> again = lock.acquire(session);
        again.cancel();
        await(again.outcome());
        assertThat(fixture.writeAs(hold, "guarded", "1")).isTrue();
    }

    @Test
    void whose_lease_ends_while_it_waits_gets_nothing() {
        held(lock.acquire(fixture.session()));
        long session = fixture.session();
        Claim<Acquisition> waiting = lock.acquire(session);
        awaitKeys(2);
        fixture.end(session);
        assertThat(ended(waiting)).isEqualTo(new Acquisition.SessionEnded());
    }

    @Test
    void a_holder_whose_lease_ended_can_write_nothing_guarded_any_more() {
        long session = fixture.session();
        Hold stale = held(lock.acquire(session));
        assertThat(fixture.writeAs(stale, "guarded", "1")).isTrue();
        Claim<Acquisition> waiting = lock.acquire(fixture.session());
        awaitKeys(2);
        fixture.end(session);
        Hold next = held(waiting);
        assertThat(fixture.writeAs(stale, "guarded", "2")).isFalse();
        assertThat(fixture.writeAs(next, "guarded", "3")).isTrue();
        assertThat(done(await(lock.release(stale)))).isFalse();
    }

    @Test
    void a_session_that_comes_back_gets_a_new_fence_and_the_old_one_is_worth_nothing() {
        long session = fixture.session();
        Hold first = held(lock.acquire(session));
        done(await(lock.release(first)));
        Hold second = held(lock.acquire(session));
        assertThat(second.key()).isEqualTo(first.key());
        assertThat(second.fence()).isGreaterThan(first.fence());
        assertThat(fixture.writeAs(first, "guarded", "1")).isFalse();
        assertThat(done(await(lock.release(first)))).isFalse();
    }

    @Test
    void keys_that_a_client_put_by_itself_stand_in_the_same_line() {
        long foreign = fixture.session();
        String foreignKey = "job/" + Long.toHexString(foreign);
        fixture.put(foreignKey, foreign);
        Claim<Acquisition> ours = lock.acquire(fixture.session());
        awaitKeys(2);
        assertThat(ours.outcome()).isNotDone();
        fixture.delete(foreignKey);
        held(ours);
    }

    @Test
    void nodes_that_know_nothing_of_each_other_share_a_line() {
        try (Coordination elsewhere =
                Coordination.open(fixture.store(), CoordinationConfig.DEFAULT, Machine.randomness())) {
            Hold here = held(lock.acquire(fixture.session()));
            Claim<Acquisition> there = elsewhere.lock(bytes("job")).acquire(fixture.session());
            awaitKeys(2);
            assertThat(there.outcome()).isNotDone();
            done(await(lock.release(here)));
            assertThat(held(there).fence()).isGreaterThan(here.fence());
        }
    }

    @Test
    void a_lease_that_is_not_there_is_refused() {
        assertThat(ended(lock.acquire(UNKNOWN_LEASE)))
                .isEqualTo(new Acquisition.Refused(new StoreError.LeaseNotFound(UNKNOWN_LEASE)));
    }

    @Test
    void other_names_are_other_locks() {
        held(lock.acquire(fixture.session()));
        held(fixture.lock("other").acquire(fixture.session()));
    }

    @Test
    void who_waits_on_a_node_that_stops_may_still_stand_in_line() {
        held(lock.acquire(fixture.session()));
        Claim<Acquisition> waiting = lock.acquire(fixture.session());
        awaitKeys(2);
        fixture.coordination().close();
        assertThat(await(waiting.outcome())).isInstanceOf(Outcome.Unknown.class);
        assertThat(fixture.keys("job/")).hasSize(2);
        assertThat(await(lock.acquire(fixture.session()).outcome())).isInstanceOf(Outcome.NotApplied.class);
    }

    @Test
    void more_attempts_than_the_limit_are_refused_by_its_name() {
        CoordinationConfig one = new CoordinationConfig(1, 1 << 20, 1, 1, Duration.ofMillis(10), Duration.ZERO);
        try (Coordination narrow = Coordination.open(fixture.store(), one, Machine.randomness())) {
            held(lock.acquire(fixture.session()));
            FencedLock narrowLock = narrow.lock(bytes("job"));
            Claim<Acquisition> waiting = narrowLock.acquire(fixture.session());
            assertThat(ended(narrowLock.acquire(fixture.session())))
                    .isEqualTo(new Acquisition.Refused(new StoreError.TooManyRequests(one.waiters())));
            waiting.cancel();
            assertThat(ended(waiting)).isEqualTo(new Acquisition.GivenUp());
            Claim<Acquisition> next = narrowLock.acquire(fixture.session());
            next.cancel();
            assertThat(applied(await(next.outcome()))).isEqualTo(new Acquisition.GivenUp());
        }
    }

    @Test
    void a_line_too_long_for_memory_is_refused_by_the_limits_name() {
        CoordinationConfig small = new CoordinationConfig(100, 1_000, 1, 1, Duration.ofMillis(10), Duration.ZERO);
        try (Coordination narrow = Coordination.open(fixture.store(), small, Machine.randomness())) {
            held(lock.acquire(fixture.session()));
            for (int i = 0; i < 5; i++) {
                fixture.put("job/foreign" + i, 0);
            }
            assertThat(ended(narrow.lock(bytes("job")).acquire(fixture.session())))
                    .isEqualTo(new Acquisition.Refused(new StoreError.TooManyRequests(small.lineBytes())));
            Await.until("it left the line", () -> fixture.keys("job/").size() == 6);
        }
    }
}
