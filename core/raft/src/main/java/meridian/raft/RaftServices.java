package meridian.raft;

import meridian.net.Service;
import meridian.net.Service.Lane;

/** What the nodes of a group ask each other. The numbers are on the wire for ever. */
final class RaftServices {
    /** Ratis: log entries. */
    static final Service APPEND = new Service(1, "raft-append", Lane.BULK);
    /** Ratis: appends without entries, which tell that the leader lives and how far the log is committed. */
    static final Service HEARTBEAT = new Service(2, "raft-heartbeat", Lane.URGENT);

    static final Service VOTE = new Service(3, "raft-vote", Lane.URGENT);
    static final Service NOTIFY_SNAPSHOT = new Service(4, "raft-notify-snapshot", Lane.URGENT);
    static final Service START_ELECTION = new Service(5, "raft-start-election", Lane.URGENT);

    /** A batch of commands for the leader. */
    static final Service SUBMIT = new Service(10, "submit", Lane.BULK);
    /** A follower asks the leader how far it must have applied before it may read. */
    static final Service READ_INDEX = new Service(11, "read-index", Lane.URGENT);
    /** The leader asks whether the others still know no later term. */
    static final Service CONFIRM_TERM = new Service(12, "confirm-term", Lane.URGENT);

    static final Service ASK_LEADER = new Service(13, "ask-leader", Lane.URGENT);
    static final Service CHANGE_MEMBERS = new Service(14, "change-members", Lane.URGENT);
    static final Service TRANSFER_LEADERSHIP = new Service(15, "transfer-leadership", Lane.URGENT);

    static final Service SNAPSHOT_OPEN = new Service(20, "snapshot-open", Lane.URGENT);
    static final Service SNAPSHOT_READ = new Service(21, "snapshot-read", Lane.BULK);
    static final Service SNAPSHOT_CLOSE = new Service(22, "snapshot-close", Lane.URGENT);

    /** Before a node has data: who are you, and what do you know about me? */
    static final Service INTRODUCE = new Service(30, "introduce", Lane.URGENT);

    /** A node that lost its data asks any member for its place. */
    static final Service RETURN = new Service(31, "return", Lane.URGENT);

    private RaftServices() {}
}
