package meridian.coordination;

import static meridian.coordination.CoordinationFixture.await;
import static meridian.coordination.CoordinationFixture.bytes;
import static meridian.coordination.CoordinationFixture.done;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import meridian.base.Outcome;
import meridian.base.Outcome.Refusal;
import meridian.store.Reply;
import meridian.store.Store;
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
        return new SharedLong(store, bytes("count"), CoordinationConfig.DEFAULT.attempts());
    }

    @Test
    void a_reference_changes_only_from_what_was_expected() {
        SharedReference reference = fixture.coordination().reference(bytes("color"));
        assertThat(done(await(reference.get()))).isEmpty();
        assertThat(done(await(reference.compareAndSet(bytes("red"), bytes("blue")))))
                .isFalse();
        assertThat(done(await(reference.setIfAbsent(bytes("red"))))).isTrue();
        assertThat(done(await(reference.setIfAbsent(bytes("green"))))).isFalse();
        assertThat(done(await(reference.compareAndSet(bytes("red"), bytes("blue")))))
                .isTrue();
        assertThat(done(await(reference.get()))).contains(bytes("blue"));
        assertThat(done(await(reference.set(bytes("white"))))).isTrue();
        assertThat(done(await(reference.get()))).contains(bytes("white"));
    }

    @Test
    void no_addition_is_lost_and_none_is_done_twice() {
        SharedLong number = fixture.coordination().number(bytes("count"));
        assertThat(done(await(number.get()))).isZero();
        List<CompletableFuture<Outcome<Reply<Long>>>> additions = new ArrayList<>();
        for (int i = 0; i < ADDITIONS; i++) {
            additions.add(number.addAndGet(1));
        }
        assertThat(additions.stream().map(addition -> done(await(addition))))
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, ADDITIONS).boxed().toList());
        assertThat(done(await(number.get()))).isEqualTo(ADDITIONS);
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
        assertThat(await(number.addAndGet(5))).isInstanceOf(Outcome.Unknown.class);
        assertThat(transactions).hasValue(1);
        assertThat(done(await(number.get()))).isEqualTo(5);
    }

    @Test
    void a_number_that_others_always_change_first_is_given_up_by_the_limits_name() {
        CoordinationConfig config = CoordinationConfig.DEFAULT;
        SharedReference others = fixture.coordination().reference(bytes("count"));
        SharedLong number = number(new RelayedStore(fixture.store()) {
            @Override
            public CompletableFuture<Outcome<Reply<TransactionResult>>> transact(Transaction transaction) {
                return others.set(bytes("1")).thenCompose(_ -> super.transact(transaction));
            }
        });
        assertThat(await(number.addAndGet(1))).isInstanceOfSatisfying(Outcome.NotApplied.class, refused -> {
            assertThat(refused.refusal()).isEqualTo(Refusal.OVERLOADED);
            assertThat(refused.message()).contains(config.attempts().name());
        });
    }

    @Test
    void what_is_no_number_is_left_as_it_is() {
        done(await(fixture.coordination().reference(bytes("count")).set(bytes("many"))));
        SharedLong number = fixture.coordination().number(bytes("count"));
        assertThat(await(number.addAndGet(1)))
                .isInstanceOfSatisfying(
                        Outcome.NotApplied.class,
                        refused -> assertThat(refused.message()).contains("'many'"));
        assertThat(await(number.get())).isInstanceOf(Outcome.NotApplied.class);
    }
}
