package meridian.store;

import java.util.List;
import meridian.raft.Role;

/** Hears what the state machine did or was told. Called on the thread that does so: it must not block. */
interface AppliedListener {
    /**
     * Shall the next entry's events say what was there before? That takes reading it, which nothing else does. Asked
     * before each entry, and the answer may be too old when the entry is applied.
     */
    default boolean wantsPrevious() {
        return false;
    }

    /** An entry was applied, and a view that includes it is published. */
    void applied(Changes changes);

    /** The whole state was replaced by another node's: everything known about it must be read again. */
    void replaced();

    /** This node's part in the group changed, in the order of {@link meridian.raft.StateMachine#roleChanged}. */
    default void roleChanged(Role role, long term) {}

    /**
     * What one entry changed.
     *
     * @param revision the store's revision afterwards
     * @param term the entry's term
     * @param events in order of revision
     * @param withPrevious the events say what was there before: a listener wanted that
     */
    record Changes(
            long revision,
            long term,
            List<WatchEvent> events,
            boolean withPrevious,
            List<Store.Lease> leasesGranted,
            List<Long> leasesEnded) {}
}
