package meridian.testkit;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import meridian.base.Invariant;
import meridian.base.NodeId;
import meridian.raft.Position;
import meridian.raft.Role;

/** What must hold in a group after each event, however bad the times are. */
final class GroupInvariants {
    private final Map<Long, NodeId> leaders = new HashMap<>();
    private final Map<NodeId, Reached> reached = new HashMap<>();
    private int committed;

    /** How far one life of a node has come. */
    private record Reached(Replica life, Position applied) {}

    void check(SimulatedGroup group, Collection<Replica> replicas) {
        int now = group.log().committed();
        Invariant.check(now >= committed, "%d slots were committed and now %d", committed, now);
        committed = now;
        replicas.forEach(it -> check(group, it));
    }

    private void check(SimulatedGroup group, Replica replica) {
        Position applied = replica.machine().applied();
        Position durable = replica.machine().durable();
        Invariant.check(
                applied.index() < group.log().length(),
                "%s applied %s, which was never written",
                replica.self(),
                applied);
        Invariant.check(
                durable.index() <= applied.index(), "%s keeps %s and applied %s", replica.self(), durable, applied);
        Reached before = reached.put(replica.self(), new Reached(replica, applied));
        Invariant.check(
                before == null || before.life != replica || before.applied.index() <= applied.index(),
                "%s went back to %s from %s",
                replica.self(),
                applied,
                before);
        if (replica.role() == Role.LEADER) {
            NodeId known = leaders.putIfAbsent(replica.term(), replica.self());
            Invariant.check(
                    known == null || known.equals(replica.self()),
                    "%s and %s lead in term %d",
                    known,
                    replica.self(),
                    replica.term());
        }
    }
}
