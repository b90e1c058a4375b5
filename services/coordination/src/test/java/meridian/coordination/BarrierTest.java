package meridian.coordination;

import static meridian.coordination.CoordinationFixture.await;
import static meridian.coordination.CoordinationFixture.bytes;
import static meridian.coordination.CoordinationFixture.ended;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import meridian.base.Machine;
import meridian.base.Outcome;
import meridian.base.Outcome.Refusal;
import meridian.store.Operation;
import meridian.store.RangeQuery;
import meridian.store.Reply;
import meridian.store.Result;
import meridian.store.StoreError;
import meridian.store.Transaction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BarrierTest {
    private static final int MANY = 300;
    private static final long UNKNOWN_LEASE = 12345;

    @TempDir
    Path folder;

    private CoordinationFixture fixture;
    private Barrier barrier;

    @BeforeEach
    void open() {
        fixture = new CoordinationFixture(folder);
        barrier = fixture.coordination().barrier(bytes("start"));
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private Claim<Passage> arrive(int parties) {
        return barrier.await(fixture.session(), parties);
    }

    private long waiting() {
        return fixture.keys("start/").stream()
                .filter(key -> !key.key().equals(bytes("start/round")))
                .count();
    }

    private void awaitWaiting(int count) {
        Await.until(count + " wait", () -> waiting() == count);
    }

    private static int passed(Claim<Passage> claim) {
        if (ended(claim) instanceof Passage.Passed(int arrival)) {
            return arrival;
        }
        throw new AssertionError("did not pass: " + ended(claim));
    }

    @Test
    void all_go_on_when_the_last_one_has_come_and_know_their_order() {
        Claim<Passage> first = arrive(3);
        awaitWaiting(1);
        Claim<Passage> second = arrive(3);
        awaitWaiting(2);
        assertThat(first.outcome()).isNotDone();
        Claim<Passage> third = arrive(3);
        assertThat(List.of(passed(first), passed(second), passed(third))).containsExactly(0, 1, 2);
        awaitWaiting(0);
    }

    @Test
    void the_next_round_begins_by_itself() {
        List<Long> sessions =
                IntStream.range(0, 4).mapToObj(_ -> fixture.session()).toList();
        for (int round = 0; round < 10; round++) {
            List<Claim<Passage>> claims =
                    sessions.stream().map(session -> barrier.await(session, 4)).toList();
            assertThat(claims.stream().map(BarrierTest::passed)).containsExactlyInAnyOrder(0, 1, 2, 3);
        }
    }

    @Test
    void who_comes_while_others_go_on_is_of_the_next_rounds() {
        List<Claim<Passage>> claims = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            claims.add(arrive(3));
        }
        List<Integer> arrivals = claims.stream().map(BarrierTest::passed).toList();
        for (int arrival = 0; arrival < 3; arrival++) {
            int order = arrival;
            assertThat(arrivals.stream().filter(it -> it == order)).hasSize(MANY / 3);
        }
    }

    @Test
    void a_party_whose_session_has_ended_is_not_counted() {
        long session = fixture.session();
        Claim<Passage> gone = barrier.await(session, 2);
        awaitWaiting(1);
        fixture.end(session);
        assertThat(ended(gone)).isEqualTo(new Passage.SessionEnded());
        Claim<Passage> first = arrive(2);
        awaitWaiting(1);
        assertThat(first.outcome()).isNotDone();
        Claim<Passage> second = arrive(2);
        assertThat(List.of(passed(first), passed(second))).containsExactly(0, 1);
    }

    @Test
    void who_gives_up_is_not_counted() {
        Claim<Passage> gone = barrier.await(fixture.session(), 2, Duration.ofMillis(30));
        assertThat(ended(gone)).isEqualTo(new Passage.GivenUp());
        awaitWaiting(0);
        Claim<Passage> first = arrive(2);
        awaitWaiting(1);
        assertThat(first.outcome()).isNotDone();
        first.cancel();
        assertThat(ended(first)).isEqualTo(new Passage.GivenUp());
    }

    @Test
    void without_patience_only_the_last_one_passes() {
        assertThat(ended(barrier.tryPass(fixture.session(), 2))).isEqualTo(new Passage.GivenUp());
        awaitWaiting(0);
        Claim<Passage> first = arrive(2);
        awaitWaiting(1);
        assertThat(passed(barrier.tryPass(fixture.session(), 2))).isEqualTo(1);
        assertThat(passed(first)).isZero();
    }

    @Test
    void alone_one_passes_at_once() {
        assertThat(passed(arrive(1))).isZero();
        assertThat(passed(arrive(1))).isZero();
    }

    @Test
    void who_says_another_number_than_those_who_wait_is_refused() {
        Claim<Passage> first = arrive(2);
        awaitWaiting(1);
        assertThat(await(arrive(3).outcome())).isInstanceOfSatisfying(Outcome.NotApplied.class, refused -> {
            assertThat(refused.refusal()).isEqualTo(Refusal.INVALID);
            assertThat(refused.message()).contains("has 2 parties, not 3");
        });
        awaitWaiting(1);
        passed(arrive(2));
        passed(first);
    }

    @Test
    void nodes_that_know_nothing_of_each_other_share_a_barrier() {
        try (Coordination elsewhere =
                Coordination.open(fixture.store(), CoordinationConfig.DEFAULT, Machine.randomness())) {
            for (int round = 0; round < 20; round++) {
                Claim<Passage> here = arrive(2);
                Claim<Passage> there = elsewhere.barrier(bytes("start")).await(fixture.session(), 2);
                assertThat(List.of(passed(here), passed(there))).containsExactlyInAnyOrder(0, 1);
            }
        }
    }

    /** The node of the last one dies when it has completed the round, and before anybody was told. */
    @Test
    void nobody_is_left_behind_by_the_death_of_the_node_that_completes_the_round() {
        AtomicBoolean dead = new AtomicBoolean();
        RelayedStore dying = new RelayedStore(fixture.store()) {
            @Override
            public CompletableFuture<Outcome<Reply<TransactionResult>>> transact(Transaction transaction) {
                if (dead.get()) {
                    return new CompletableFuture<>();
                }
                dead.set(transaction.then().getFirst() instanceof Operation.Put put
                        && put.key().equals(bytes("start/round")));
                return super.transact(transaction);
            }
        };
        long lost = fixture.session();
        try (Coordination node = Coordination.open(dying, CoordinationConfig.DEFAULT, Machine.randomness())) {
            Claim<Passage> first = node.barrier(bytes("start")).await(fixture.session(), 2);
            awaitWaiting(1);
            Claim<Passage> last = node.barrier(bytes("start")).await(lost, 2);
            Await.until(
                    "the round is written down",
                    () -> fixture.keys("start/").stream()
                            .anyMatch(key -> key.key().equals(bytes("start/round"))
                                    && !key.value().equals(bytes("0"))));
            assertThat(first.outcome()).isNotDone();
            assertThat(last.outcome()).isNotDone();
        }
        assertThat(passed(barrier.await(lost, 2))).isEqualTo(1);
        Claim<Passage> next = barrier.await(lost, 2);
        awaitWaiting(2);
        assertThat(next.outcome()).isNotDone();
    }

    /** As above, but it dies before it has completed the round. */
    @Test
    void a_round_that_its_node_could_not_complete_is_completed_by_another() {
        RelayedStore dying = new RelayedStore(fixture.store()) {
            @Override
            public CompletableFuture<Outcome<Reply<TransactionResult>>> transact(Transaction transaction) {
                return transaction.then().getFirst() instanceof Operation.Put put
                                && put.key().equals(bytes("start/round"))
                        ? new CompletableFuture<>()
                        : super.transact(transaction);
            }
        };
        Claim<Passage> here = arrive(2);
        awaitWaiting(1);
        try (Coordination node = Coordination.open(dying, CoordinationConfig.DEFAULT, Machine.randomness())) {
            long session = fixture.session();
            Claim<Passage> there = node.barrier(bytes("start")).await(session, 2);
            assertThat(List.of(passed(here), passed(there))).containsExactly(0, 1);
        }
    }

    /** The round is full, and before that is written down one of its parties gives up. */
    @Test
    void who_gives_up_before_the_round_is_written_down_keeps_it_from_being_complete() {
        CompletableFuture<Void> full = new CompletableFuture<>();
        CompletableFuture<Void> goOn = new CompletableFuture<>();
        RelayedStore slow = new RelayedStore(fixture.store()) {
            @Override
            public CompletableFuture<Outcome<Reply<TransactionResult>>> transact(Transaction transaction) {
                if (!(transaction.then().getFirst() instanceof Operation.Put put)
                        || !put.key().equals(bytes("start/round"))) {
                    return super.transact(transaction);
                }
                full.complete(null);
                return goOn.thenCompose(_ -> super.transact(transaction));
            }
        };
        try (Coordination node = Coordination.open(slow, CoordinationConfig.DEFAULT, Machine.randomness())) {
            Claim<Passage> leaves = node.barrier(bytes("start")).await(fixture.session(), 2);
            awaitWaiting(1);
            Claim<Passage> stays = node.barrier(bytes("start")).await(fixture.session(), 2);
            await(full);
            leaves.cancel();
            assertThat(ended(leaves)).isEqualTo(new Passage.GivenUp());
            goOn.complete(null);
            awaitWaiting(1);
            assertThat(stays.outcome()).isNotDone();
            passed(arrive(2));
            passed(stays);
        }
    }

    /** It gives up between the end of its round and hearing of it, when the others of the round have gone already. */
    @Test
    void who_gives_up_too_late_passes_as_the_one_it_was() {
        CompletableFuture<Void> looked = new CompletableFuture<>();
        CompletableFuture<Void> goOn = new CompletableFuture<>();
        RelayedStore slow = new RelayedStore(fixture.store()) {
            @Override
            public CompletableFuture<Reply<Result.Read>> read(RangeQuery query, Duration lag) {
                return goOn.thenCompose(_ -> super.read(query, lag));
            }

            @Override
            public CompletableFuture<Reply<Result.Read>> read(RangeQuery query) {
                return super.read(query).whenComplete((_, _) -> {
                    if (isOneKey(query, bytes("start/round"))) {
                        looked.complete(null);
                    }
                });
            }
        };
        try (Coordination node = Coordination.open(slow, CoordinationConfig.DEFAULT, Machine.randomness())) {
            Claim<Passage> first = arrive(2);
            awaitWaiting(1);
            Claim<Passage> last = node.barrier(bytes("start")).await(fixture.session(), 2);
            assertThat(passed(first)).isEqualTo(0);
            awaitWaiting(1);
            last.cancel();
            await(looked);
            goOn.complete(null);
            assertThat(passed(last)).isEqualTo(1);
        }
    }

    /** While it gives up its round becomes complete, and then its session ends. */
    @Test
    void who_was_counted_is_not_told_that_it_gave_up() {
        CompletableFuture<Void> leaving = new CompletableFuture<>();
        CompletableFuture<Void> goOn = new CompletableFuture<>();
        RelayedStore slow = new RelayedStore(fixture.store()) {
            @Override
            public CompletableFuture<Outcome<Reply<TransactionResult>>> transact(Transaction transaction) {
                if (!(transaction.then().getFirst() instanceof Operation.Delete)) {
                    return super.transact(transaction);
                }
                leaving.complete(null);
                return goOn.thenCompose(_ -> super.transact(transaction));
            }
        };
        try (Coordination node = Coordination.open(slow, CoordinationConfig.DEFAULT, Machine.randomness())) {
            long session = fixture.session();
            Claim<Passage> leaves = node.barrier(bytes("start")).await(session, 2);
            awaitWaiting(1);
            leaves.cancel();
            await(leaving);
            assertThat(passed(arrive(2))).isEqualTo(1);
            fixture.end(session);
            goOn.complete(null);
            assertThat(ended(leaves)).isEqualTo(new Passage.SessionEnded());
        }
    }

    @Test
    void a_lease_that_is_not_there_is_refused() {
        assertThat(ended(barrier.await(UNKNOWN_LEASE, 2)))
                .isEqualTo(new Passage.Refused(new StoreError.LeaseNotFound(UNKNOWN_LEASE)));
    }

    @Test
    void less_than_one_makes_no_sense() {
        assertThatThrownBy(() -> barrier.await(1, 0)).hasMessageContaining("0 parties");
    }
}
