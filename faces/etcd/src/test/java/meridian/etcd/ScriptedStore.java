package meridian.etcd;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import meridian.base.Address;
import meridian.base.NodeId;
import meridian.base.Outcome;
import meridian.raft.Member;
import meridian.raft.Position;
import meridian.raft.Replicator;
import meridian.raft.Role;
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

/** A store that answers what the test says, for what a real one does only on bad days. */
final class ScriptedStore implements Store {
    static final NodeId SELF = new NodeId("n1");
    static final NodeId OTHER = new NodeId("n2");

    private volatile Caller lastCaller = Caller.NODE;
    private volatile Optional<NodeId> leader = Optional.of(SELF);
    private volatile CompletableFuture<Outcome<Reply<TransactionResult>>> written = new CompletableFuture<>();
    private volatile CompletableFuture<Reply<Result.Read>> read = new CompletableFuture<>();
    private volatile CompletableFuture<Outcome<List<Member>>> changed = new CompletableFuture<>();
    private volatile Function<Watcher.Listener, Watcher> watchers = _ -> {
        throw new UnsupportedOperationException("no watcher in this test");
    };

    void lead(Optional<NodeId> newLeader) {
        leader = newLeader;
    }

    void answerWrites(Outcome<Reply<TransactionResult>> outcome) {
        written = CompletableFuture.completedFuture(outcome);
    }

    void answerReads(CompletableFuture<Reply<Result.Read>> answer) {
        read = answer;
    }

    void answerChanges(Outcome<List<Member>> outcome) {
        changed = CompletableFuture.completedFuture(outcome);
    }

    void watchWith(Function<Watcher.Listener, Watcher> newWatchers) {
        watchers = newWatchers;
    }

    EndlessWatcher watchEndlessly(boolean inMemory) {
        EndlessWatcher watcher = new EndlessWatcher(inMemory);
        watchWith(listener -> {
            listener.ready(watcher);
            return watcher;
        });
        return watcher;
    }

    static Member member(NodeId node, int port) {
        Address peer = new Address("127.0.0.1", port);
        return new Member(node, 1, peer, "http://127.0.0.1:1" + port, "http://127.0.0.1:2" + port, false);
    }

    @Override
    public Store as(Caller caller) {
        lastCaller = caller;
        return this;
    }

    /** Who was served last. */
    Caller lastCaller() {
        return lastCaller;
    }

    @Override
    public Accounts accounts() {
        return new OpenAccounts();
    }

    @Override
    public CompletableFuture<Outcome<Reply<TransactionResult>>> transact(Transaction transaction) {
        return written;
    }

    @Override
    public CompletableFuture<Reply<Result.Read>> read(RangeQuery query) {
        return read;
    }

    @Override
    public CompletableFuture<Reply<Result.Read>> read(RangeQuery query, Duration lag) {
        return read;
    }

    @Override
    public CompletableFuture<Outcome<Reply<Long>>> compact(long revision) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Outcome<Reply<Lease>>> grantLease(long id, Duration timeToLive) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Outcome<Reply<Long>>> revokeLease(long id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Reply<Lease>> keepAlive(long id) {
        return CompletableFuture.completedFuture(
                new Reply.Done<>(new Lease(id, Duration.ofSeconds(id)), new Reply.Header(1, 1)));
    }

    @Override
    public CompletableFuture<Reply<LeaseStatus>> leaseStatus(long id, boolean withKeys) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Reply<List<Long>>> leases() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Watcher watch(WatchQuery query, Watcher.Listener listener) {
        return watchers.apply(listener);
    }

    @Override
    public CompletableFuture<Outcome<Reply<List<Alarm>>>> alarm(AlarmChange change) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Reply<HashResult>> hash(long revision) {
        throw new UnsupportedOperationException();
    }

    @Override
    public StateMachine.Snapshot snapshot() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void defragment() {
        throw new UnsupportedOperationException();
    }

    @Override
    public StoreStatus status() {
        Replicator.Status group = new Replicator.Status(
                SELF,
                leader.equals(Optional.of(SELF)) ? Role.LEADER : Role.FOLLOWER,
                leader,
                7,
                new Position(7, 42),
                43,
                List.of(member(SELF, 4001), member(OTHER, 4002)),
                Duration.ZERO);
        Alarm alarm = new Alarm(OTHER, Alarm.Kind.CORRUPT);
        return new StoreStatus(group, 99, 0, 1_000, 500, 10_000, List.of(alarm));
    }

    @Override
    public CompletableFuture<Outcome<List<Member>>> changeMembers(Replicator.MemberChange change) {
        return changed;
    }

    @Override
    public CompletableFuture<Outcome<NodeId>> transferLeadership(NodeId target) {
        return CompletableFuture.completedFuture(Outcome.applied(target));
    }

    @Override
    public void close() {}
}
