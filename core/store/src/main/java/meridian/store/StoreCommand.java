package meridian.store;

import java.util.List;
import meridian.base.NodeId;

/** What travels through the log as the body of a {@link meridian.raft.Command}: everything that changes the state. */
sealed interface StoreCommand {
    /** Answered with a {@link Store.TransactionResult}. */
    record Transact(Transaction transaction) implements StoreCommand {}

    /** Answered with the revision. */
    record Compact(long revision) implements StoreCommand {}

    /**
     * Answered with a {@link Store.Lease}.
     *
     * @param id 0 to have one chosen
     */
    record GrantLease(long id, long seconds) implements StoreCommand {}

    /** Answered with the number of keys that went with the lease. */
    record RevokeLease(long id) implements StoreCommand {}

    /**
     * Ends those of the leases that still exist, each at a revision of its own. Does nothing in an entry of any other
     * term. Answered with the number of leases ended.
     */
    record ExpireLeases(long term, List<Long> ids) implements StoreCommand {
        public ExpireLeases {
            ids = List.copyOf(ids);
        }
    }

    /**
     * Answered with the new session's id, or with the id it had got before when the nonce is repeated. Send it without
     * a session.
     */
    record OpenSession(long nonce) implements StoreCommand {}

    /** Forgets the session and its results. Send it without a session. Answered with the session's id. */
    record CloseSession(long session) implements StoreCommand {}

    /** Answered with the alarms that are up afterwards. */
    record ChangeAlarm(Store.AlarmChange change) implements StoreCommand {}

    /**
     * Sets how large the state may grow. It is a command because replicas must refuse the same puts even while their
     * configurations differ: a new leader sends its own when {@link View#quota} is another one. Answered with it.
     *
     * @param node the node the quota comes from, which is the one an alarm names
     */
    record SetQuota(NodeId node, long bytes) implements StoreCommand {}

    /** Answered with the access revision. */
    record ChangeAccess(AccessChange change) implements StoreCommand {}

    /** Done only if the caller may, when its turn comes; answered like the command. */
    record OnBehalf(Caller caller, StoreCommand command) implements StoreCommand {}

    /** What a node sends for the caller. */
    default StoreCommand from(Caller caller) {
        return caller instanceof Caller.Node ? this : new OnBehalf(caller, this);
    }
}
