package meridian.coordination;

import static meridian.coordination.CoordinationFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import meridian.base.Bytes;
import meridian.base.Machine;
import meridian.base.Outcome;
import meridian.store.KeyValue;
import meridian.store.Operation;
import meridian.store.RangeQuery;
import meridian.store.Reply;
import meridian.store.Result;
import meridian.store.Store;
import meridian.store.Transaction;
import meridian.testkit.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A lock on three nodes in a simulated world of trouble, seed by seed. */
class LockSimulationTest {
    private static final int SEEDS = 12;
    private static final int CANARY_SEEDS = 10;

    @TempDir
    Path folder;

    @Test
    void fences_grow_and_only_the_holder_writes() {
        Seeds.forEach(Seeds.of(SEEDS), seed -> {
            List<String> transcript = run(seed, UnaryOperator.identity(), true);
            if (seed == 1) {
                assertThat(run(seed, UnaryOperator.identity(), true))
                        .as("the transcript of a second run")
                        .isEqualTo(transcript);
            }
        });
    }

    @Test
    void a_lock_given_to_whose_lease_has_ended_is_found() {
        assertThat(LongStream.rangeClosed(1, CANARY_SEEDS))
                .anySatisfy(seed -> assertThatThrownBy(() -> run(seed, Trusting::new, true))
                        .hasMessageContaining("was told to hold while the holder was"));
    }

    @Test
    void writes_without_a_fence_are_found() {
        assertThat(LongStream.rangeClosed(1, CANARY_SEEDS))
                .anySatisfy(seed -> assertThatThrownBy(() -> run(seed, UnaryOperator.identity(), false))
                        .hasMessageContaining("written while the holder was"));
    }

    private List<String> run(long seed, UnaryOperator<Store> bug, boolean guarded) {
        Path own = folder.resolve("run");
        try (LockRun run = new LockRun(seed, own, bug, guarded)) {
            run.run();
            run.check();
            return run.transcript();
        } finally {
            Machine.disk().delete(own);
        }
    }

    /** etcd 3.4's mistake: whoever becomes first is taken to be there still. */
    private static final class Trusting extends RelayedStore {
        private final Map<Bytes, Long> made = new HashMap<>();

        Trusting(Store store) {
            super(store);
        }

        @Override
        public CompletableFuture<Outcome<Reply<TransactionResult>>> transact(Transaction transaction) {
            return super.transact(transaction).thenApply(outcome -> {
                if (outcome
                                instanceof
                                Outcome.Applied<Reply<TransactionResult>>(
                                        Reply.Done<TransactionResult>(TransactionResult _, Reply.Header header))
                        && transaction.then().getFirst() instanceof Operation.Put put) {
                    made.put(put.key(), header.revision());
                }
                return outcome;
            });
        }

        @Override
        public CompletableFuture<Reply<Result.Read>> read(RangeQuery query, Duration lag) {
            Long revision =
                    isOneKey(query, bytes("job/")) ? made.get(query.range().start()) : null;
            if (revision == null) {
                return super.read(query, lag);
            }
            KeyValue believed = new KeyValue(query.range().start(), Bytes.EMPTY, revision, revision, 1, 0);
            return super.read(query, lag).thenApply(reply -> switch (reply) {
                case Reply.Done<Result.Read>(Result.Read _, Reply.Header header) ->
                    new Reply.Done<>(new Result.Read(List.of(believed), 1, false), header);
                case Reply.Refused<Result.Read> refused -> refused;
            });
        }
    }
}
