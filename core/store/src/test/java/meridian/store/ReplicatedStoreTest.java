package meridian.store;

import static meridian.store.MachineFixture.bytes;
import static meridian.store.MachineFixture.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import meridian.base.Machine;
import meridian.base.NodeId;
import meridian.base.Outcome;
import meridian.raft.Replicator;
import meridian.raft.StateMachine;
import meridian.testkit.SimulatedGroup;
import meridian.testkit.WatchChecker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole store on one node, with real threads. */
class ReplicatedStoreTest {
    private static final RangeQuery ALL = RangeQuery.of(KeyRange.ALL);
    private static final long PATIENCE_SECONDS = 30;

    @TempDir
    Path folder;

    private StoreMachine machine;
    private Replicator replicator;
    private ReplicatedStore store;

    @BeforeEach
    void open() {
        machine = StoreMachine.open(folder.resolve("store"), MachineFixture.SMALL, Machine.disk());
        replicator = SimulatedGroup.immediate(machine, Machine.clock());
        store = ReplicatedStore.open(
                machine, replicator, StoreConfig.DEFAULT, Machine.clock(), Machine.ticker(), Machine.randomness());
    }

    @AfterEach
    void close() {
        store.close();
        replicator.close();
        machine.close();
    }

    @Test
    void what_was_written_is_read() throws Exception {
        put("a", "1");
        put("b", "2");
        assertThat(read(ALL)).containsExactly("a=1", "b=2");
        assertThat(read(ALL.asSerializable())).containsExactly("a=1", "b=2");
        assertThat(read(RangeQuery.of(KeyRange.single(bytes("a"))))).containsExactly("a=1");
    }

    @Test
    void a_refused_request_costs_no_entry() throws Exception {
        put("a", "1");
        long applied = machine.applied().index();
        Operation put = Operation.Put.of(bytes("a"), bytes("1"));
        assertThat(get(store.transact(new Transaction(List.of(), List.of(put, put), List.of()))))
                .isEqualTo(Outcome.applied(new Reply.Refused<>(new StoreError.DuplicateKey())));
        assertThat(get(store.transact(Transaction.of(Operation.Put.of(bytes("big"), bytes("v".repeat(2 << 20)))))))
                .isInstanceOfSatisfying(
                        Outcome.Applied.class,
                        applied2 -> assertThat(applied2.value()).isInstanceOf(Reply.Refused.class));
        assertThat(machine.applied().index()).isEqualTo(applied);
    }

    @Test
    void a_transaction_that_only_reads_costs_no_entry() throws Exception {
        put("a", "1");
        long applied = machine.applied().index();
        Comparison isThere = new Comparison(
                KeyRange.single(bytes("a")), Comparison.Target.VERSION, Comparison.Relation.GREATER, 0, bytes(""));
        Operation read = new Operation.Read(ALL);
        Outcome<Reply<Store.TransactionResult>> outcome =
                get(store.transact(new Transaction(List.of(isThere), List.of(read), List.of())));
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Applied.class,
                        done -> assertThat(done.value().toString()).contains("succeeded=true"));
        assertThat(machine.applied().index()).isEqualTo(applied);
    }

    @Test
    void alarms_are_raised_listed_and_cleared() throws Exception {
        Store.Alarm alarm = new Store.Alarm(new NodeId("n1"), Store.Alarm.Kind.CORRUPT);
        assertThat(alarms(new Store.AlarmChange.Raise(alarm))).containsExactly(alarm);
        assertThat(alarms(new Store.AlarmChange.ListAll())).containsExactly(alarm);
        Operation put = Operation.Put.of(bytes("a"), bytes("1"));
        assertThat(get(store.transact(Transaction.of(put))))
                .isEqualTo(Outcome.applied(new Reply.Refused<>(new StoreError.Corrupt())));
        assertThat(alarms(new Store.AlarmChange.Clear(alarm))).isEmpty();
    }

    @Test
    void compaction_hash_status_and_snapshot_reach_the_machine() throws Exception {
        long first = put("a", "1");
        long second = put("a", "2");
        assertThat(get(store.compact(second))).isInstanceOf(Outcome.Applied.class);
        assertThat(get(store.read(ALL.at(first)))).isInstanceOf(Reply.Refused.class);
        assertThat(value(get(store.hash(0))).compactedRevision()).isEqualTo(second);
        assertThat(store.status().compactedRevision()).isEqualTo(second);
        assertThat(store.status().sizeOnDisk()).isPositive();
        store.defragment();
        try (StateMachine.Snapshot snapshot = store.snapshot()) {
            assertThat(snapshot.position()).isEqualTo(machine.applied());
        }
    }

    @Test
    void after_closing_everything_is_answered_at_once() throws Exception {
        put("a", "1");
        Watcher watcher = store.watch(new WatchQuery(KeyRange.ALL, 0, true, true, false), _ -> {});
        store.close();
        assertThat(get(store.transact(Transaction.of(Operation.Put.of(bytes("a"), bytes("2"))))))
                .isInstanceOf(Outcome.NotApplied.class);
        assertThatThrownBy(() -> get(store.read(ALL))).hasMessageContaining("stopping");
        assertThatThrownBy(() -> get(store.keepAlive(5))).hasMessageContaining("stopping");
        assertThat(watcher.poll(1_000).events()).isEmpty();
    }

    @Test
    void watchers_that_come_while_others_write_hear_everything_from_then_on() throws Exception {
        int writes = 3_000;
        List<Follower> followers = new ArrayList<>();
        List<CompletableFuture<?>> open = new ArrayList<>();
        for (int i = 0; i < writes; i++) {
            open.add(store.transact(Transaction.of(Operation.Put.of(bytes("k" + i % 7), bytes("" + i)))));
            if (i % 100 == 0) {
                followers.add(new Follower(i % 3 == 0));
            }
        }
        CompletableFuture.allOf(open.toArray(CompletableFuture[]::new)).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        List<WatchEvent> truth = history();
        assertThat(truth).hasSize(writes);
        for (Follower follower : followers) {
            follower.requireAll(truth);
        }
    }

    private List<WatchEvent> history() {
        try (View view = machine.view()) {
            List<WatchEvent> events = new ArrayList<>();
            Watcher.Batch batch = new Watcher.Batch(List.of(), 1);
            while (batch.revision() < view.revision()) {
                batch = value(view.changes(batch.revision() + 1, KeyRange.ALL, false, 1 << 20));
                events.addAll(batch.events());
            }
            return events;
        }
    }

    /** Polls when it is called, on a thread of the test's own. */
    private final class Follower {
        private final Semaphore calls = new Semaphore(0);
        private final Watcher watcher;
        private final long start;

        Follower(boolean fromTheBeginning) {
            this.watcher = store.watch(
                    new WatchQuery(KeyRange.ALL, fromTheBeginning ? 1 : 0, true, true, false), _ -> calls.release());
            this.start = fromTheBeginning ? 1 : watcher.createdRevision() + 1;
        }

        void requireAll(List<WatchEvent> truth) throws InterruptedException {
            List<WatchChecker.Batch<WatchEvent>> batches = new ArrayList<>();
            long newest = truth.getLast().revision();
            long upTo = 0;
            while (upTo < newest) {
                Watcher.Batch batch = watcher.poll(2_000);
                batches.add(new WatchChecker.Batch<>(batch.events(), batch.revision()));
                upTo = batch.revision();
                if (batch.events().isEmpty() && upTo < newest) {
                    assertThat(calls.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS))
                            .as("called again")
                            .isTrue();
                }
            }
            new WatchChecker<>(WatchEvent::revision, truth).require(start, batches);
        }
    }

    private List<Store.Alarm> alarms(Store.AlarmChange change) throws Exception {
        return switch (get(store.alarm(change))) {
            case Outcome.Applied<Reply<List<Store.Alarm>>>(Reply<List<Store.Alarm>> reply) -> value(reply);
            case Outcome.NotApplied<Reply<List<Store.Alarm>>> refused -> throw new AssertionError(refused);
            case Outcome.Unknown<Reply<List<Store.Alarm>>> unknown -> throw new AssertionError(unknown);
        };
    }

    private long put(String key, String text) throws Exception {
        Outcome<Reply<Store.TransactionResult>> outcome =
                get(store.transact(Transaction.of(Operation.Put.of(bytes(key), bytes(text)))));
        if (outcome instanceof Outcome.Applied<Reply<Store.TransactionResult>>(Reply<Store.TransactionResult> reply)) {
            return MachineFixture.revision(reply);
        }
        throw new AssertionError("not applied: " + outcome);
    }

    private List<String> read(RangeQuery query) throws Exception {
        return MachineFixture.texts(value(get(store.read(query))).keyValues());
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
