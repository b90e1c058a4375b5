package meridian.raft;

/** What a node does in a group. */
public enum Role {
    LEADER,
    FOLLOWER,
    CANDIDATE,
    /** Receives the log without a vote. */
    LEARNER
}
