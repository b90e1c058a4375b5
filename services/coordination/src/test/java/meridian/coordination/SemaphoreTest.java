package meridian.coordination;

import static meridian.coordination.CoordinationFixture.await;
import static meridian.coordination.CoordinationFixture.bytes;
import static meridian.coordination.CoordinationFixture.done;
import static meridian.coordination.CoordinationFixture.ended;
import static meridian.coordination.CoordinationFixture.held;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import meridian.base.Outcome;
import meridian.base.Outcome.Refusal;
import meridian.store.StoreError;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SemaphoreTest {
    private static final int PERMITS = 3;
    private static final long UNKNOWN_LEASE = 12345;

    @TempDir
    Path folder;

    private CoordinationFixture fixture;
    private Semaphore semaphore;

    @BeforeEach
    void open() {
        fixture = new CoordinationFixture(folder);
        semaphore = fixture.coordination().semaphore(bytes("pool"));
        assertThat(done(await(semaphore.setPermitsIfAbsent(PERMITS)))).isTrue();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private Claim<Acquisition> acquire(int count) {
        return semaphore.acquire(fixture.session(), count, 0);
    }

    private List<Hold> takeAll() {
        List<Hold> holds = new ArrayList<>();
        for (int i = 0; i < PERMITS; i++) {
            holds.add(held(acquire(1)));
        }
        return holds;
    }

    private void awaitAttempts(int count) {
        Await.until(count + " stand in line", () -> attempts() == count);
    }

    private long attempts() {
        return fixture.keys("pool/").stream()
                .filter(key -> !key.key().equals(bytes("pool/permits")))
                .count();
    }

    private void release(Hold hold) {
        assertThat(done(await(semaphore.release(hold)))).isTrue();
    }

    private void assertPermits(int permits, int available) {
        assertThat(done(await(semaphore.permits()))).isEqualTo(new Semaphore.Permits(permits, available));
    }

    private static void assertInvalid(CompletableFuture<Outcome<Acquisition>> outcome, String why) {
        assertThat(await(outcome)).isInstanceOfSatisfying(Outcome.NotApplied.class, refused -> {
            assertThat(refused.refusal()).isEqualTo(Refusal.INVALID);
            assertThat(refused.message()).contains(why);
        });
    }

    @Test
    void as_many_hold_as_there_are_permits() {
        takeAll();
        assertPermits(PERMITS, 0);
        assertThat(ended(semaphore.acquire(fixture.session(), 1, 0, Duration.ofMillis(50))))
                .isEqualTo(new Acquisition.GivenUp());
        awaitAttempts(PERMITS);
    }

    @Test
    void what_nobody_uses_is_got_with_one_entry_of_the_log() {
        long session = fixture.session();
        long entries = fixture.entries();
        Hold hold = held(semaphore.acquire(session, 2, 0));
        assertThat(fixture.entries()).isEqualTo(entries + 1);
        assertThat(hold.permits()).isEqualTo(2);
        assertThat(hold.key().toUtf8()).startsWith("pool/" + Long.toHexString(session) + "-");
        assertThat(fixture.writeAs(hold, "guarded", "1")).isTrue();
        assertPermits(PERMITS, 1);
    }

    @Test
    void a_session_may_hold_several_and_lets_go_of_each_alone() {
        long session = fixture.session();
        Hold two = held(semaphore.acquire(session, 2, 0));
        Hold one = held(semaphore.acquire(session, 1, 0));
        assertThat(one.key()).isNotEqualTo(two.key());
        assertThat(one.fence()).isGreaterThan(two.fence());
        release(two);
        assertThat(done(await(semaphore.release(two)))).isFalse();
        assertPermits(PERMITS, 2);
        release(one);
        assertPermits(PERMITS, PERMITS);
    }

    @Test
    void an_attempt_that_is_repeated_gets_its_permits_once() {
        long session = fixture.session();
        Hold hold = held(semaphore.acquire(session, 2, 7));
        assertThat(held(semaphore.acquire(session, 2, 7))).isEqualTo(hold);
        assertThat(held(semaphore.tryAcquire(session, 2, 7))).isEqualTo(hold);
        assertPermits(PERMITS, 1);
        assertInvalid(semaphore.acquire(session, 1, 7).outcome(), "asked for another number of permits");
        done(await(semaphore.setPermits(1)));
        assertThat(held(semaphore.acquire(session, 2, 7))).isEqualTo(hold);
        done(await(semaphore.setPermits(PERMITS)));
        Claim<Acquisition> first = semaphore.acquire(session, 2, 8);
        awaitAttempts(2);
        Claim<Acquisition> again = semaphore.acquire(session, 2, 8);
        release(hold);
        Hold second = held(first);
        assertThat(second.key()).isNotEqualTo(hold.key());
        assertThat(held(again)).isEqualTo(second);
        assertPermits(PERMITS, 1);
    }

    @Test
    void a_permit_that_comes_back_goes_to_who_waits_longest() {
        List<Hold> holds = takeAll();
        Claim<Acquisition> fourth = acquire(1);
        awaitAttempts(PERMITS + 1);
        Claim<Acquisition> fifth = acquire(1);
        awaitAttempts(PERMITS + 2);
        release(holds.get(1));
        held(fourth);
        assertThat(fifth.outcome()).isNotDone();
        release(holds.get(2));
        held(fifth);
    }

    @Test
    void who_needs_little_does_not_overtake_who_needs_much() {
        Hold first = held(acquire(2));
        Claim<Acquisition> much = acquire(3);
        awaitAttempts(2);
        Claim<Acquisition> little = acquire(1);
        awaitAttempts(3);
        assertThat(ended(semaphore.tryAcquire(fixture.session(), 1, 0))).isEqualTo(new Acquisition.GivenUp());
        assertThat(little.outcome()).isNotDone();
        release(first);
        Hold all = held(much);
        assertThat(little.outcome()).isNotDone();
        release(all);
        held(little);
    }

    @Test
    void permits_end_with_their_session() {
        long session = fixture.session();
        held(semaphore.acquire(session, 1, 0));
        held(semaphore.acquire(session, 1, 0));
        held(acquire(1));
        Claim<Acquisition> fourth = acquire(2);
        awaitAttempts(PERMITS + 1);
        fixture.end(session);
        held(fourth);
    }

    @Test
    void who_gives_up_takes_no_permit_with_it() {
        List<Hold> holds = takeAll();
        Claim<Acquisition> fourth = acquire(1);
        awaitAttempts(PERMITS + 1);
        fourth.cancel();
        assertThat(ended(fourth)).isEqualTo(new Acquisition.GivenUp());
        Claim<Acquisition> fifth = acquire(1);
        awaitAttempts(PERMITS + 1);
        release(holds.getFirst());
        held(fifth);
    }

    @Test
    void trying_costs_nothing_when_there_is_nothing() {
        takeAll();
        long session = fixture.session();
        long entries = fixture.entries();
        assertThat(ended(semaphore.tryAcquire(session, 1, 0))).isEqualTo(new Acquisition.GivenUp());
        assertThat(fixture.entries()).isEqualTo(entries);
    }

    @Test
    void trying_gets_what_is_free() {
        held(acquire(1));
        assertThat(held(semaphore.tryAcquire(fixture.session(), 2, 0)).permits())
                .isEqualTo(2);
        assertPermits(PERMITS, 0);
    }

    @Test
    void draining_takes_what_is_free_and_leaves_it_to_those_who_wait() {
        Hold one = held(acquire(1));
        long session = fixture.session();
        Hold drained = held(semaphore.drain(session));
        assertThat(drained.permits()).isEqualTo(2);
        assertThat(ended(semaphore.drain(session))).isEqualTo(new Acquisition.GivenUp());
        release(drained);
        Claim<Acquisition> waiting = acquire(3);
        awaitAttempts(2);
        assertThat(ended(semaphore.drain(session))).isEqualTo(new Acquisition.GivenUp());
        release(one);
        held(waiting);
    }

    @Test
    void more_than_there_are_at_all_is_refused_and_leaves_nothing_behind() {
        long session = fixture.session();
        assertInvalid(semaphore.acquire(session, 4, 0).outcome(), "4 permits were asked for, and there are 3 in all");
        assertInvalid(
                semaphore.tryAcquire(session, 4, 0).outcome(), "4 permits were asked for, and there are 3 in all");
        assertThat(attempts()).isZero();
    }

    @Test
    void without_a_number_nobody_gets_a_permit() {
        Semaphore none = fixture.coordination().semaphore(bytes("none"));
        long session = fixture.session();
        assertInvalid(none.acquire(session, 1, 0).outcome(), "nobody has said how many permits there are");
        assertInvalid(none.tryAcquire(session, 1, 0).outcome(), "nobody has said how many permits there are");
        assertThat(done(await(none.permits()))).isEqualTo(new Semaphore.Permits(0, 0));
    }

    @Test
    void the_first_number_stays_unless_it_is_changed() {
        assertThat(done(await(semaphore.setPermitsIfAbsent(7)))).isFalse();
        assertPermits(PERMITS, PERMITS);
        assertThat(done(await(semaphore.setPermits(7)))).isTrue();
        assertPermits(7, 7);
    }

    @Test
    void more_permits_let_more_in() {
        takeAll();
        Claim<Acquisition> fourth = acquire(2);
        awaitAttempts(PERMITS + 1);
        done(await(semaphore.setPermits(PERMITS + 1)));
        assertThat(fourth.outcome()).isNotDone();
        done(await(semaphore.setPermits(PERMITS + 2)));
        held(fourth);
        assertPermits(PERMITS + 2, 0);
    }

    @Test
    void fewer_permits_leave_those_who_hold_alone_and_let_nobody_in() {
        List<Hold> holds = takeAll();
        Claim<Acquisition> waiting = acquire(1);
        awaitAttempts(PERMITS + 1);
        done(await(semaphore.setPermits(1)));
        assertPermits(1, -2);
        release(holds.get(0));
        release(holds.get(1));
        assertPermits(1, 0);
        assertThat(waiting.outcome()).isNotDone();
        assertThat(fixture.writeAs(holds.get(2), "guarded", "1")).isTrue();
        release(holds.get(2));
        held(waiting);
    }

    @Test
    void who_waits_for_more_than_there_are_now_is_refused_and_those_behind_go_on() {
        Hold two = held(acquire(2));
        Claim<Acquisition> much = acquire(3);
        awaitAttempts(2);
        Claim<Acquisition> little = acquire(1);
        awaitAttempts(3);
        done(await(semaphore.setPermits(2)));
        assertInvalid(much.outcome(), "3 permits were asked for, and there are 2 in all");
        awaitAttempts(2);
        assertThat(little.outcome()).isNotDone();
        release(two);
        held(little);
    }

    @Test
    void a_lease_that_is_not_there_is_refused() {
        assertThat(ended(semaphore.acquire(UNKNOWN_LEASE, 1, 0)))
                .isEqualTo(new Acquisition.Refused(new StoreError.LeaseNotFound(UNKNOWN_LEASE)));
    }

    @Test
    void less_than_one_makes_no_sense() {
        assertThatThrownBy(() -> semaphore.setPermits(0)).hasMessageContaining("0 permits");
        assertThatThrownBy(() -> semaphore.acquire(1, 0, 0)).hasMessageContaining("0 permits");
    }
}
