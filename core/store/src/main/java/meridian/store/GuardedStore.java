package meridian.store;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import meridian.base.NodeId;
import meridian.base.Outcome;
import meridian.raft.Member;
import meridian.raft.Replicator;
import meridian.raft.StateMachine;

/** The store as one caller may use it. */
record GuardedStore(ReplicatedStore store, Caller caller) implements Store {
    @Override
    public Store as(Caller other) {
        return store.as(other);
    }

    @Override
    public Accounts accounts() {
        return store.accounts(caller);
    }

    @Override
    public CompletableFuture<Outcome<Reply<TransactionResult>>> transact(Transaction transaction) {
        return store.transact(caller, transaction);
    }

    @Override
    public CompletableFuture<Reply<Result.Read>> read(RangeQuery query) {
        return store.read(caller, query);
    }

    @Override
    public CompletableFuture<Reply<Result.Read>> read(RangeQuery query, Duration lag) {
        return store.read(caller, query, lag);
    }

    @Override
    public CompletableFuture<Outcome<Reply<Long>>> compact(long revision) {
        return store.submit(caller, new StoreCommand.Compact(revision), AnswerCodec.NUMBER);
    }

    @Override
    public CompletableFuture<Outcome<Reply<Lease>>> grantLease(long id, Duration timeToLive) {
        return store.grantLease(caller, id, timeToLive);
    }

    @Override
    public CompletableFuture<Outcome<Reply<Long>>> revokeLease(long id) {
        return store.submit(caller, new StoreCommand.RevokeLease(id), AnswerCodec.NUMBER);
    }

    @Override
    public CompletableFuture<Reply<Lease>> keepAlive(long id) {
        return store.keepAlive(caller, id);
    }

    @Override
    public CompletableFuture<Reply<LeaseStatus>> leaseStatus(long id, boolean withKeys) {
        return store.leaseStatus(caller, id, withKeys);
    }

    @Override
    public CompletableFuture<Reply<List<Long>>> leases() {
        return store.leases(caller);
    }

    @Override
    public Watcher watch(WatchQuery query, Watcher.Listener listener) {
        return store.watch(caller, query, listener);
    }

    @Override
    public CompletableFuture<Outcome<Reply<List<Alarm>>>> alarm(AlarmChange change) {
        return store.alarm(caller, change);
    }

    @Override
    public CompletableFuture<Reply<HashResult>> hash(long revision) {
        return store.hash(caller, revision);
    }

    @Override
    public StateMachine.Snapshot snapshot() {
        store.require(caller, Gate::admin);
        return store.snapshot();
    }

    @Override
    public void defragment() {
        store.require(caller, Gate::admin);
        store.defragment();
    }

    @Override
    public StoreStatus status() {
        store.require(caller, Gate::login);
        return store.status();
    }

    @Override
    public CompletableFuture<Outcome<List<Member>>> changeMembers(Replicator.MemberChange change) {
        return store.ifAdmin(caller, () -> store.changeMembers(change));
    }

    @Override
    public CompletableFuture<Outcome<NodeId>> transferLeadership(NodeId target) {
        return store.ifAdmin(caller, () -> store.transferLeadership(target));
    }

    /** The store is not the caller's to close. */
    @Override
    public void close() {}
}
