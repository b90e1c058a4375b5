package meridian.raft;

/** What happens inside the log that the replicator must know. Called on Ratis' threads: must not block. */
interface RaftEvents {
    void roleChanged();

    void membersChanged();

    /** The state machine's state is durable up to a newer position. */
    void persisted();

    /** This node cannot go on. */
    void failed(String what, Throwable cause);
}
