package meridian.coordination;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import meridian.base.Bytes;
import meridian.base.NodeId;
import meridian.base.Outcome;
import meridian.raft.Member;
import meridian.raft.Replicator;
import meridian.raft.StateMachine;
import meridian.store.Accounts;
import meridian.store.Caller;
import meridian.store.RangeQuery;
import meridian.store.Reply;
import meridian.store.Result;
import meridian.store.Store;
import meridian.store.Transaction;
import meridian.store.WatchQuery;
import meridian.store.Watcher;

/** Another store with something in between, which subclasses say. */
class RelayedStore implements Store {
    private final Store store;

    RelayedStore(Store store) {
        this.store = store;
    }

    @Override
    public Store as(Caller caller) {
        return store.as(caller);
    }

    @Override
    public Accounts accounts() {
        return store.accounts();
    }

    @Override
    public CompletableFuture<Outcome<Reply<TransactionResult>>> transact(Transaction transaction) {
        return store.transact(transaction);
    }

    @Override
    public CompletableFuture<Reply<Result.Read>> read(RangeQuery query) {
        return store.read(query);
    }

    @Override
    public CompletableFuture<Reply<Result.Read>> read(RangeQuery query, Duration lag) {
        return store.read(query, lag);
    }

    @Override
    public CompletableFuture<Outcome<Reply<Long>>> compact(long revision) {
        return store.compact(revision);
    }

    @Override
    public CompletableFuture<Outcome<Reply<Lease>>> grantLease(long id, Duration timeToLive) {
        return store.grantLease(id, timeToLive);
    }

    @Override
    public CompletableFuture<Outcome<Reply<Long>>> revokeLease(long id) {
        return store.revokeLease(id);
    }

    @Override
    public CompletableFuture<Reply<Lease>> keepAlive(long id) {
        return store.keepAlive(id);
    }

    @Override
    public CompletableFuture<Reply<LeaseStatus>> leaseStatus(long id, boolean withKeys) {
        return store.leaseStatus(id, withKeys);
    }

    @Override
    public CompletableFuture<Reply<List<Long>>> leases() {
        return store.leases();
    }

    @Override
    public Watcher watch(WatchQuery query, Watcher.Listener listener) {
        return store.watch(query, listener);
    }

    @Override
    public CompletableFuture<Outcome<Reply<List<Alarm>>>> alarm(AlarmChange change) {
        return store.alarm(change);
    }

    @Override
    public CompletableFuture<Reply<HashResult>> hash(long revision) {
        return store.hash(revision);
    }

    @Override
    public StateMachine.Snapshot snapshot() {
        return store.snapshot();
    }

    @Override
    public void defragment() {
        store.defragment();
    }

    @Override
    public StoreStatus status() {
        return store.status();
    }

    @Override
    public CompletableFuture<Outcome<List<Member>>> changeMembers(Replicator.MemberChange change) {
        return store.changeMembers(change);
    }

    @Override
    public CompletableFuture<Outcome<NodeId>> transferLeadership(NodeId target) {
        return store.transferLeadership(target);
    }

    @Override
    public void close() {
        store.close();
    }

    /** Is it one key that is asked for, beginning with this? */
    static boolean isOneKey(RangeQuery query, Bytes prefix) {
        return query.range().isSingle() && query.range().start().startsWith(prefix);
    }
}
