package meridian.coordination;

import static meridian.coordination.CoordinationFixture.await;
import static meridian.coordination.CoordinationFixture.bytes;
import static meridian.coordination.CoordinationFixture.done;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import meridian.base.Bytes;
import meridian.base.Outcome;
import meridian.base.Outcome.Refusal;
import meridian.store.RangeQuery;
import meridian.store.Reply;
import meridian.store.Result;
import meridian.store.Store;
import meridian.store.StoreError;
import meridian.store.Transaction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedValueTest {
    private static final int ADDITIONS = 50;

    @TempDir
    Path folder;

    private CoordinationFixture fixture;

    @BeforeEach
    void open() {
        fixture = new CoordinationFixture(folder);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private SharedLong number(Store store) {
        return new SharedLong(new Cells(store, CoordinationConfig.DEFAULT), bytes("count"));
    }

    private static SharedReference.Change change(String before, String after) {
        return new SharedReference.Change(value(before), value(after));
    }

    /** Nothing for an empty text. */
    private static Optional<Bytes> value(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(bytes(text));
    }

    @Test
    void a_reference_changes_only_from_what_was_expected() {
        SharedReference reference = fixture.coordination().reference(bytes("color"));
        assertThat(done(await(reference.get()))).isEmpty();
        assertThat(done(await(reference.compareAndSet(value("red"), value("blue")))))
                .isEqualTo(change("", ""));
        assertThat(done(await(reference.compareAndSet(value(""), value("red")))))
                .isEqualTo(change("", "red"));
        assertThat(done(await(reference.compareAndSet(value(""), value("green")))))
                .isEqualTo(change("red", "red"));
        assertThat(done(await(reference.compareAndSet(value("red"), value("blue")))))
                .isEqualTo(change("red", "blue"));
        assertThat(done(await(reference.get()))).contains(bytes("blue"));
        assertThat(done(await(reference.set(value("white"))))).isEqualTo(change("blue", "white"));
        assertThat(done(await(reference.compareAndSet(value("white"), value("")))))
                .isEqualTo(change("white", ""));
        assertThat(done(await(reference.get()))).isEmpty();
        assertThat(fixture.keys("color")).isEmpty();
        assertThat(done(await(reference.set(value(""))))).isEqualTo(change("", ""));
    }

    @Test
    void an_empty_value_is_another_thing_than_none() {
        SharedReference reference = fixture.coordination().reference(bytes("color"));
        done(await(reference.set(Optional.of(Bytes.EMPTY))));
        assertThat(done(await(reference.compareAndSet(Optional.empty(), value("red")))))
                .isEqualTo(new SharedReference.Change(Optional.of(Bytes.EMPTY), Optional.of(Bytes.EMPTY)));
        assertThat(done(await(reference.get()))).contains(Bytes.EMPTY);
    }

    @Test
    void a_number_is_set_added_to_and_compared() {
        SharedLong number = fixture.coordination().number(bytes("count"));
        assertThat(done(await(number.get()))).isZero();
        assertThat(done(await(number.set(7)))).isEqualTo(new SharedLong.Change(0, 7));
        assertThat(done(await(number.add(-9)))).isEqualTo(new SharedLong.Change(7, -2));
        assertThat(done(await(number.compareAndSet(7, 1)))).isEqualTo(new SharedLong.Change(-2, -2));
        assertThat(done(await(number.compareAndSet(-2, Long.MAX_VALUE))))
                .isEqualTo(new SharedLong.Change(-2, Long.MAX_VALUE));
        assertThat(done(await(number.add(1)))).isEqualTo(new SharedLong.Change(Long.MAX_VALUE, Long.MIN_VALUE));
        assertThat(done(await(number.get()))).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void what_changes_nothing_costs_no_entry_of_the_log_and_what_does_costs_one() {
        SharedLong number = fixture.coordination().number(bytes("count"));
        done(await(number.set(1)));
        long entries = fixture.entries();
        done(await(number.compareAndSet(5, 6)));
        done(await(number.set(1)));
        done(await(number.get()));
        assertThat(fixture.entries()).isEqualTo(entries);
        done(await(number.add(1)));
        assertThat(fixture.entries()).isEqualTo(entries + 1);
    }

    @Test
    void no_addition_is_lost_and_none_is_done_twice() {
        SharedLong number = fixture.coordination().number(bytes("count"));
        List<CompletableFuture<Outcome<Reply<SharedLong.Change>>>> additions = new ArrayList<>();
        for (int i = 0; i < ADDITIONS; i++) {
            additions.add(number.add(1));
        }
        assertThat(additions.stream().map(addition -> done(await(addition)).after()))
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, ADDITIONS).boxed().toList());
        assertThat(done(await(number.get()))).isEqualTo(ADDITIONS);
    }

    @Test
    void what_is_asked_for_while_a_change_is_on_its_way_is_done_by_one_more() {
        CompletableFuture<Void> goOn = new CompletableFuture<>();
        AtomicInteger transactions = new AtomicInteger();
        SharedLong number = number(new RelayedStore(fixture.store()) {
            @Override
            public CompletableFuture<Outcome<Reply<TransactionResult>>> transact(Transaction transaction) {
                transactions.incrementAndGet();
                return goOn.thenCompose(_ -> super.transact(transaction));
            }
        });
        var first = number.add(1);
        Await.until("the first is on its way", () -> transactions.get() == 1);
        List<CompletableFuture<Outcome<Reply<SharedLong.Change>>>> others = new ArrayList<>();
        for (int i = 0; i < ADDITIONS; i++) {
            others.add(number.add(1));
        }
        goOn.complete(null);
        done(await(first));
        others.forEach(other -> done(await(other)));
        assertThat(transactions).hasValue(2);
    }

    @Test
    void nodes_that_change_at_the_same_time_lose_nothing() {
        SharedLong here = number(fixture.store());
        SharedLong there = number(fixture.store());
        List<CompletableFuture<Outcome<Reply<SharedLong.Change>>>> additions = new ArrayList<>();
        for (int i = 0; i < ADDITIONS; i++) {
            additions.add(here.add(1));
            additions.add(there.add(1));
        }
        assertThat(additions.stream().map(addition -> done(await(addition)).after()))
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, 2 * ADDITIONS).boxed().toList());
    }

    @Test
    void an_addition_of_unknown_outcome_is_not_repeated() {
        AtomicInteger transactions = new AtomicInteger();
        SharedLong number = number(new RelayedStore(fixture.store()) {
            @Override
            public CompletableFuture<Outcome<Reply<TransactionResult>>> transact(Transaction transaction) {
                transactions.incrementAndGet();
                return super.transact(transaction).thenApply(_ -> Outcome.unknown("the answer was lost"));
            }
        });
        assertThat(await(number.add(5))).isInstanceOf(Outcome.Unknown.class);
        assertThat(transactions).hasValue(1);
        assertThat(done(await(number.get()))).isEqualTo(5);
    }

    @Test
    void a_number_that_others_always_change_first_is_given_up_by_the_limits_name() {
        CoordinationConfig config = CoordinationConfig.DEFAULT;
        SharedLong others = fixture.coordination().number(bytes("count"));
        SharedLong number = number(new RelayedStore(fixture.store()) {
            @Override
            public CompletableFuture<Outcome<Reply<TransactionResult>>> transact(Transaction transaction) {
                // On another thread: a store does not answer on the one that asks, and a hundred attempts would be
                // deep.
                return others.add(1).thenComposeAsync(_ -> super.transact(transaction));
            }
        });
        assertThat(await(number.add(1))).isInstanceOfSatisfying(Outcome.NotApplied.class, refused -> {
            assertThat(refused.refusal()).isEqualTo(Refusal.OVERLOADED);
            assertThat(refused.message()).contains(config.attempts().name());
        });
    }

    @Test
    void more_changes_than_the_limit_are_refused_by_its_name() {
        CoordinationConfig two = new CoordinationConfig(2, 1 << 20, 1, 1, Duration.ofMillis(10), Duration.ZERO);
        CompletableFuture<Void> goOn = new CompletableFuture<>();
        Cells cells = new Cells(
                new RelayedStore(fixture.store()) {
                    @Override
                    public CompletableFuture<Reply<Result.Read>> read(RangeQuery query) {
                        return goOn.thenCompose(_ -> super.read(query));
                    }
                },
                two);
        SharedLong number = new SharedLong(cells, bytes("count"));
        var first = number.add(1);
        var second = number.add(1);
        assertThat(await(number.add(1)))
                .isEqualTo(Outcome.applied(new Reply.Refused<>(new StoreError.TooManyRequests(two.waiters()))));
        goOn.complete(null);
        done(await(first));
        done(await(second));
        done(await(number.add(1)));
    }

    @Test
    void what_is_no_number_is_left_as_it_is() {
        done(await(fixture.coordination().reference(bytes("count")).set(value("many"))));
        SharedLong number = fixture.coordination().number(bytes("count"));
        assertThat(await(number.add(1)))
                .isInstanceOfSatisfying(
                        Outcome.NotApplied.class,
                        refused -> assertThat(refused.message()).contains("'many'"));
        assertThat(await(number.get())).isInstanceOf(Outcome.NotApplied.class);
    }

    @Test
    void what_the_store_refuses_is_refused_to_nobody_else() {
        CompletableFuture<Void> goOn = new CompletableFuture<>();
        RelayedStore slow = new RelayedStore(fixture.store()) {
            @Override
            public CompletableFuture<Outcome<Reply<TransactionResult>>> transact(Transaction transaction) {
                return goOn.thenCompose(_ -> super.transact(transaction));
            }
        };
        SharedReference reference = new SharedReference(new Cells(slow, CoordinationConfig.DEFAULT), bytes("color"));
        List<CompletableFuture<Outcome<Reply<SharedReference.Change>>>> changes = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            changes.add(reference.set(value("small " + i)));
            changes.add(reference.set(Optional.of(Bytes.wrap(new byte[2 << 20]))));
        }
        goOn.complete(null);
        for (int i = 0; i < changes.size(); i += 2) {
            done(await(changes.get(i)));
            assertThat(await(changes.get(i + 1)))
                    .isInstanceOfSatisfying(
                            Outcome.Applied.class,
                            refused -> assertThat(refused.value()).isInstanceOf(Reply.Refused.class));
        }
        assertThat(done(await(reference.get()))).contains(bytes("small 4"));
    }
}
