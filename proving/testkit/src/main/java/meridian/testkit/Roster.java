package meridian.testkit;

import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import meridian.base.Address;
import meridian.base.NodeId;
import meridian.raft.Member;
import meridian.raft.Replicator.MemberChange;

/** Who belongs to a group. */
record Roster(NavigableMap<NodeId, Member> byNode) {
    /** Voters n1 to n{@code size}. */
    static Roster of(int size) {
        NavigableMap<NodeId, Member> members = new TreeMap<>();
        for (int i = 1; i <= size; i++) {
            NodeId node = new NodeId("n" + i);
            Address nowhere = new Address("127.0.0.1", 0);
            members.put(node, new Member(node, 1, nowhere, "http://127.0.0.1:0", "http://127.0.0.1:0", false));
        }
        return new Roster(members);
    }

    List<NodeId> nodes() {
        return List.copyOf(byNode.keySet());
    }

    List<Member> members() {
        return List.copyOf(byNode.values());
    }

    boolean has(NodeId node) {
        return byNode.containsKey(node);
    }

    boolean votes(NodeId node) {
        return Optional.ofNullable(byNode.get(node)).filter(it -> !it.learner()).isPresent();
    }

    int voters() {
        return (int) byNode.keySet().stream().filter(this::votes).count();
    }

    Roster with(MemberChange change) {
        NavigableMap<NodeId, Member> members = new TreeMap<>(byNode);
        switch (change) {
            case MemberChange.Add(Member member) -> members.put(member.node(), member);
            case MemberChange.Replace(Member member) -> members.put(member.node(), member);
            case MemberChange.Promote(NodeId node) -> members.computeIfPresent(node, (_, it) -> voter(it));
            case MemberChange.Remove(NodeId node) -> members.remove(node);
        }
        return new Roster(members);
    }

    private static Member voter(Member it) {
        return new Member(it.node(), it.incarnation(), it.peer(), it.client(), it.metrics(), false);
    }
}
