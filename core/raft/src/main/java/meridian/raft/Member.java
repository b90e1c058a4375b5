package meridian.raft;

import meridian.base.Address;
import meridian.base.NodeId;

/**
 * A node's part in a group.
 *
 * @param incarnation changes when the node lost its data and came back empty: to the group that is another member,
 *     because it no longer knows what it voted for
 * @param peer where other nodes reach it
 * @param client the URL clients reach it at
 * @param metrics the URL of its metrics
 */
public record Member(NodeId node, long incarnation, Address peer, String client, String metrics, boolean learner) {
    public Member withVote() {
        return new Member(node, incarnation, peer, client, metrics, false);
    }

    public Member asLearner() {
        return new Member(node, incarnation, peer, client, metrics, true);
    }
}
