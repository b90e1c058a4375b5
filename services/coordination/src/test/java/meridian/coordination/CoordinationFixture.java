package meridian.coordination;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import meridian.base.Bytes;
import meridian.base.Machine;
import meridian.base.Outcome;
import meridian.raft.Replicator;
import meridian.store.KeyRange;
import meridian.store.KeyValue;
import meridian.store.Operation;
import meridian.store.RangeQuery;
import meridian.store.ReplicatedStore;
import meridian.store.Reply;
import meridian.store.Result;
import meridian.store.StorageConfig;
import meridian.store.Store;
import meridian.store.StoreConfig;
import meridian.store.StoreError;
import meridian.store.StoreMachine;
import meridian.store.Transaction;
import meridian.testkit.SimulatedGroup;

/** The recipes on a real store of one node, with real threads. */
final class CoordinationFixture implements AutoCloseable {
    private static final StorageConfig SMALL = new StorageConfig(4 << 20, 4 << 20, 4 << 20, 1);
    private static final Duration LEASE = Duration.ofHours(1);
    private static final long PATIENCE_SECONDS = 30;

    private final StoreMachine machine;
    private final Replicator replicator;
    private final Store store;
    private final Coordination coordination;

    CoordinationFixture(Path folder) {
        this(folder, UnaryOperator.identity(), CoordinationConfig.DEFAULT);
    }

    /** @param between put between the store and the recipes */
    CoordinationFixture(Path folder, UnaryOperator<Store> between, CoordinationConfig config) {
        machine = StoreMachine.open(folder, SMALL, Machine.disk());
        replicator = SimulatedGroup.immediate(machine, Machine.clock());
        store = between.apply(ReplicatedStore.open(
                machine, replicator, StoreConfig.DEFAULT, Machine.clock(), Machine.ticker(), Machine.randomness()));
        coordination = Coordination.open(store, config, Machine.randomness());
    }

    static Bytes bytes(String text) {
        return Bytes.utf8(text);
    }

    Store store() {
        return store;
    }

    Coordination coordination() {
        return coordination;
    }

    FencedLock lock(String name) {
        return coordination.lock(bytes(name));
    }

    /** So many entries the log has. */
    long entries() {
        return machine.applied().index();
    }

    /** A session; nobody keeps it alive, and it lasts longer than any test. */
    long session() {
        return done(await(store.grantLease(0, LEASE))).id();
    }

    void end(long session) {
        done(await(store.revokeLease(session)));
    }

    static <T> T await(CompletableFuture<T> future) {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("no answer: " + e, e);
        }
    }

    static Hold held(CompletableFuture<Outcome<Acquisition>> outcome) {
        Acquisition acquisition = ended(outcome);
        if (acquisition instanceof Acquisition.Held held) {
            return held.hold();
        }
        throw new AssertionError("not held: " + acquisition);
    }

    static Hold held(Claim<Acquisition> claim) {
        return held(claim.outcome());
    }

    static Acquisition ended(CompletableFuture<Outcome<Acquisition>> outcome) {
        return applied(await(outcome));
    }

    static <T> T ended(Claim<T> claim) {
        return applied(await(claim.outcome()));
    }

    static <T> T applied(Outcome<T> outcome) {
        if (outcome instanceof Outcome.Applied<T>(T value)) {
            return value;
        }
        throw new AssertionError("not applied: " + outcome);
    }

    static <T> T done(Outcome<Reply<T>> outcome) {
        return done(applied(outcome));
    }

    static <T> T done(Reply<T> reply) {
        return switch (reply) {
            case Reply.Done<T>(T value, Reply.Header _) -> value;
            case Reply.Refused<T>(StoreError error) -> throw new AssertionError("refused: " + error);
        };
    }

    /** The keys that begin with this, oldest first. */
    List<KeyValue> keys(String prefix) {
        Result.Read read = done(await(store.read(RangeQuery.of(KeyRange.prefix(bytes(prefix))))));
        return read.keyValues().stream()
                .sorted(Comparator.comparingLong(KeyValue::createRevision))
                .toList();
    }

    /** A write that is done only while the lock is held. Was it done? */
    boolean writeAs(Hold hold, String key, String value) {
        Transaction guarded = new Transaction(
                List.of(hold.stillHeld()), List.of(Operation.Put.of(bytes(key), bytes(value))), List.of());
        return done(await(store.transact(guarded))).succeeded();
    }

    void put(String key, long lease) {
        done(await(store.transact(
                Transaction.of(new Operation.Put(bytes(key), Bytes.EMPTY, lease, false, false, false)))));
    }

    void delete(String key) {
        done(await(store.transact(Transaction.of(new Operation.Delete(KeyRange.single(bytes(key)), false)))));
    }

    @Override
    public void close() {
        coordination.close();
        store.close();
        replicator.close();
        machine.close();
    }
}
