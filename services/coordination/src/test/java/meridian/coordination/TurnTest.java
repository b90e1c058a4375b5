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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import meridian.base.Outcome;
import meridian.raft.Replicator;
import meridian.store.RangeQuery;
import meridian.store.Reply;
import meridian.store.Result;
import meridian.store.Store;
import meridian.store.Transaction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What it takes until it is somebody's turn. */
class TurnTest {
    private static final int MANY = 10_000;
    private static final int RELEASES = 200;

    @TempDir
    Path folder;

    private CoordinationFixture with(UnaryOperator<Store> between) {
        return new CoordinationFixture(folder, between, CoordinationConfig.DEFAULT);
    }

    /** The lease ends after its turn has come and before it is told: the moment that matters. */
    @Test
    void whose_lease_ends_between_its_turn_and_the_answer_gets_nothing() {
        CompletableFuture<Void> asked = new CompletableFuture<>();
        CompletableFuture<Void> goOn = new CompletableFuture<>();
        try (CoordinationFixture fixture = with(store -> new RelayedStore(store) {
            @Override
            public CompletableFuture<Reply<Result.Read>> read(RangeQuery query, Duration lag) {
                if (!isOneKey(query, bytes("job/"))) {
                    return super.read(query, lag);
                }
                asked.complete(null);
                return goOn.thenCompose(_ -> super.read(query, lag));
            }
        })) {
            FencedLock lock = fixture.lock("job");
            Hold holder = held(lock.acquire(fixture.session()));
            long session = fixture.session();
            Claim<Acquisition> waiting = lock.acquire(session);
            done(await(lock.release(holder)));
            await(asked);
            fixture.end(session);
            goOn.complete(null);
            assertThat(ended(waiting)).isEqualTo(new Acquisition.SessionEnded());
        }
    }

    @Test
    void a_turn_that_cannot_be_confirmed_for_want_of_a_leader_is_asked_for_again() {
        AtomicInteger failures = new AtomicInteger();
        try (CoordinationFixture fixture = with(store -> new RelayedStore(store) {
            @Override
            public CompletableFuture<Reply<Result.Read>> read(RangeQuery query, Duration lag) {
                return isOneKey(query, bytes("job/")) && failures.getAndIncrement() < 3
                        ? CompletableFuture.failedFuture(new Replicator.Unavailable("nobody leads"))
                        : super.read(query, lag);
            }
        })) {
            FencedLock lock = fixture.lock("job");
            Hold holder = held(lock.acquire(fixture.session()));
            Claim<Acquisition> waiting = lock.acquire(fixture.session());
            done(await(lock.release(holder)));
            held(waiting);
            assertThat(failures).hasValueGreaterThan(3);
        }
    }

    @Test
    void an_entry_of_unknown_outcome_is_told_as_unknown_and_may_be_repeated() {
        AtomicInteger attempts = new AtomicInteger();
        try (CoordinationFixture fixture = with(store -> new RelayedStore(store) {
            @Override
            public CompletableFuture<Outcome<Reply<TransactionResult>>> transact(Transaction transaction) {
                return attempts.getAndIncrement() == 0
                        ? super.transact(transaction).thenApply(_ -> Outcome.unknown("the answer was lost"))
                        : super.transact(transaction);
            }
        })) {
            FencedLock lock = fixture.lock("job");
            long session = fixture.session();
            assertThat(await(lock.acquire(session).outcome())).isInstanceOf(Outcome.Unknown.class);
            Hold hold = held(lock.acquire(session));
            assertThat(fixture.keys("job/"))
                    .singleElement()
                    .satisfies(key -> assertThat(key.createRevision())
                            .isEqualTo(hold.fence().revision()));
        }
    }

    @Test
    void with_ten_thousand_waiters_a_release_costs_one_write_and_one_read_of_one_key() {
        AtomicInteger writes = new AtomicInteger();
        AtomicInteger reads = new AtomicInteger();
        AtomicInteger wideReads = new AtomicInteger();
        try (CoordinationFixture fixture = with(store -> new RelayedStore(store) {
            @Override
            public CompletableFuture<Outcome<Reply<TransactionResult>>> transact(Transaction transaction) {
                writes.incrementAndGet();
                return super.transact(transaction);
            }

            @Override
            public CompletableFuture<Reply<Result.Read>> read(RangeQuery query, Duration lag) {
                (query.range().isSingle() ? reads : wideReads).incrementAndGet();
                return super.read(query, lag);
            }
        })) {
            FencedLock lock = fixture.lock("job");
            Hold holder = held(lock.acquire(fixture.session()));
            List<Claim<Acquisition>> claims = enter(fixture, lock);
            Await.until("all stand in line", () -> fixture.keys("job/").size() == MANY + 1);
            writes.set(0);
            reads.set(0);
            wideReads.set(0);
            for (int i = 0; i < RELEASES; i++) {
                done(await(lock.release(holder)));
                int next = i;
                assertThat(claims.subList(next + 1, Math.min(MANY, next + 100)))
                        .noneMatch(claim -> claim.outcome().isDone());
                holder = held(claims.get(next));
            }
            assertThat(writes).hasValue(RELEASES);
            assertThat(reads).hasValue(RELEASES);
            assertThat(wideReads).hasValue(0);
        }
    }

    /** One after the other, so that the order is known; the leases at once, as their order does not matter. */
    private static List<Claim<Acquisition>> enter(CoordinationFixture fixture, FencedLock lock) {
        List<CompletableFuture<Outcome<Reply<Store.Lease>>>> leases = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            leases.add(fixture.store().grantLease(i + 1, Duration.ofHours(1)));
        }
        List<Claim<Acquisition>> claims = new ArrayList<>();
        for (var lease : leases) {
            claims.add(lock.acquire(done(await(lease)).id()));
        }
        return claims;
    }
}
