package meridian.store;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import meridian.base.Bytes;
import meridian.base.NodeId;
import meridian.base.Outcome;
import meridian.raft.Member;
import meridian.raft.Replicator;
import meridian.raft.StateMachine;

/**
 * The store as the services and faces see it, on any node. Requests that cannot make sense are refused here, before
 * they cost a log entry; futures complete on the store's or the log's threads and must not be blocked.
 */
public interface Store extends AutoCloseable {
    /**
     * The same store for a caller: what they may not do is refused with {@link StoreError.AccessRefused}, or with
     * {@link NotPermitted} where there is no reply to say so. The store itself asks nobody and may do everything.
     */
    Store as(Caller caller);

    Accounts accounts();

    /** All steps of the transaction happen at one revision, or none does. */
    CompletableFuture<Outcome<Reply<TransactionResult>>> transact(Transaction transaction);

    /** Linearizable unless the query says serializable. Fails with {@link Replicator.Unavailable}. */
    CompletableFuture<Reply<Result.Read>> read(RangeQuery query);

    /**
     * As {@link #read(RangeQuery)}, but what was done within this time before the call may be missing: so the node need
     * not ask the leader if it did a moment ago.
     */
    CompletableFuture<Reply<Result.Read>> read(RangeQuery query, Duration lag);

    /** Forgets all history before the revision. */
    CompletableFuture<Outcome<Reply<Long>>> compact(long revision);

    /** @param id the lease's id, or 0 to have one chosen */
    CompletableFuture<Outcome<Reply<Lease>>> grantLease(long id, Duration timeToLive);

    /** Deletes the lease and, at one revision, all keys that go with it. */
    CompletableFuture<Outcome<Reply<Long>>> revokeLease(long id);

    /** Starts the lease's time afresh. Refused with {@link StoreError.LeaseNotFound} when it has ended. */
    CompletableFuture<Reply<Lease>> keepAlive(long id);

    CompletableFuture<Reply<LeaseStatus>> leaseStatus(long id, boolean withKeys);

    CompletableFuture<Reply<List<Long>>> leases();

    /**
     * Starts to follow the changes of a range. The watcher is closed by its owner, or closes itself when the request
     * cannot be served (its {@link Watcher#ending} says why).
     */
    Watcher watch(WatchQuery query, Watcher.Listener listener);

    /** Raises, clears or lists alarms. */
    CompletableFuture<Outcome<Reply<List<Alarm>>>> alarm(AlarmChange change);

    /** The hash of everything a client can read at the revision (0: the newest); equal on all replicas. */
    CompletableFuture<Reply<HashResult>> hash(long revision);

    /** A copy of the whole state, to be streamed and closed. Blocks. */
    StateMachine.Snapshot snapshot();

    /** Gives unused disk space back. Blocks; reads and writes go on. */
    void defragment();

    StoreStatus status();

    CompletableFuture<Outcome<List<Member>>> changeMembers(Replicator.MemberChange change);

    CompletableFuture<Outcome<NodeId>> transferLeadership(NodeId target);

    @Override
    void close();

    record TransactionResult(boolean succeeded, List<Result> results) {}

    /** @param timeToLive the full time that a renewal gives */
    record Lease(long id, Duration timeToLive) {}

    record LeaseStatus(long id, Duration granted, Duration remaining, List<Bytes> keys) {}

    record HashResult(long hash, long compactedRevision, long hashedRevision) {}

    record Alarm(NodeId node, Kind kind) {
        /** What is wrong. */
        public enum Kind {
            NO_SPACE,
            CORRUPT
        }
    }

    /** What to do with alarms. */
    sealed interface AlarmChange {
        record Raise(Alarm alarm) implements AlarmChange {}

        record Clear(Alarm alarm) implements AlarmChange {}

        /** Changes nothing. */
        record ListAll() implements AlarmChange {}
    }

    /**
     * @param sizeOnDisk bytes of all files
     * @param sizeInUse bytes without what a defragmentation would give back, as far as known
     */
    record StoreStatus(
            Replicator.Status group,
            long revision,
            long compactedRevision,
            long sizeOnDisk,
            long sizeInUse,
            long quota,
            List<Alarm> alarms) {}
}
