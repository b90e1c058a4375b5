package meridian.raft;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import meridian.base.Address;
import meridian.base.NodeId;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftConfiguration;
import org.jspecify.annotations.Nullable;

/** Translates between members and Ratis' peers. A peer's id is the node's name, {@code @} and its incarnation. */
final class Peers {
    private Peers() {}

    static RaftGroupId groupId(String cluster) {
        return RaftGroupId.valueOf(
                UUID.nameUUIDFromBytes(("meridian group of " + cluster).getBytes(StandardCharsets.UTF_8)));
    }

    static RaftPeerId peerId(Member member) {
        return RaftPeerId.valueOf(member.node().name() + "@" + Long.toHexString(member.incarnation()));
    }

    static NodeId node(RaftPeerId peer) {
        String id = peer.toString();
        return new NodeId(id.substring(0, id.indexOf('@')));
    }

    static RaftPeer peer(Member member) {
        return RaftPeer.newBuilder()
                .setId(peerId(member))
                .setAddress(member.peer().toString())
                .setClientAddress(member.client())
                .setAdminAddress(member.metrics())
                .setStartupRole(member.learner() ? RaftPeerRole.LISTENER : RaftPeerRole.FOLLOWER)
                .build();
    }

    static Member member(RaftPeer peer, boolean learner) {
        String id = peer.getId().toString();
        return new Member(
                node(peer.getId()),
                Long.parseUnsignedLong(id.substring(id.indexOf('@') + 1), 16),
                Address.parse(peer.getAddress()),
                orEmpty(peer.getClientAddress()),
                orEmpty(peer.getAdminAddress()),
                learner);
    }

    static List<Member> members(RaftConfiguration configuration) {
        List<Member> members = new ArrayList<>();
        configuration.getAllPeers(RaftPeerRole.FOLLOWER).forEach(peer -> members.add(member(peer, false)));
        configuration.getAllPeers(RaftPeerRole.LISTENER).forEach(peer -> members.add(member(peer, true)));
        members.sort(Comparator.comparing(Member::node));
        return List.copyOf(members);
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
