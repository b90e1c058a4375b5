package meridian.raft;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import meridian.base.NodeId;
import meridian.base.Outcome;
import meridian.base.Outcome.Refusal;
import meridian.net.Transport;
import meridian.raft.Replicator.MemberChange;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.SetConfigurationRequest;
import org.apache.ratis.protocol.TransferLeadershipRequest;
import org.apache.ratis.rpc.CallId;
import org.apache.ratis.server.RaftConfiguration;
import org.apache.ratis.server.RaftServer;

/** Changes who belongs to the group and who leads it. Works on the leader only. */
final class Membership {
    private final RaftServer server;
    private final RaftServer.Division division;
    private final RaftConfig config;
    private final Founding founding;
    private final Transport transport;
    private final ClientId client = ClientId.randomId();

    Membership(
            RaftServer server,
            RaftServer.Division division,
            RaftConfig config,
            Founding founding,
            Transport transport) {
        this.server = server;
        this.division = division;
        this.config = config;
        this.founding = founding;
        this.transport = transport;
    }

    List<Member> members() {
        return Peers.members(division.getRaftConf());
    }

    /** Is this a group, and is the member no part of it, or will not be once the change under way is through? */
    boolean excludes(Member member) {
        RaftConfiguration configuration = division.getRaftConf();
        RaftPeerId peer = Peers.peerId(member);
        Collection<RaftPeer> voters = configuration.getCurrentPeers(RaftPeerRole.FOLLOWER);
        return !voters.isEmpty()
                && Stream.concat(voters.stream(), configuration.getCurrentPeers(RaftPeerRole.LISTENER).stream())
                        .noneMatch(known -> known.getId().equals(peer));
    }

    CompletableFuture<Outcome<List<Member>>> change(MemberChange change) {
        return change instanceof MemberChange.Add(Member added)
                ? introduced(added)
                        .thenCompose(known -> known.isPresent()
                                ? set(new MemberChange.Add(known.get()))
                                : CompletableFuture.completedFuture(Outcome.notApplied(
                                        Refusal.INVALID,
                                        added.node() + " does not answer at " + added.peer()
                                                + ": start the node first, then add it")))
                : set(change);
    }

    /** Only the node itself knows its incarnation and the addresses it serves clients at. */
    private CompletableFuture<Optional<Member>> introduced(Member added) {
        transport.meet(added.node(), added.peer());
        return founding.ask(added.node())
                .thenApply(introduction -> {
                    Member self = introduction.self();
                    return Optional.of(added.learner() ? self.asLearner() : self.withVote());
                })
                .exceptionally(failure -> Optional.empty());
    }

    private CompletableFuture<Outcome<List<Member>>> set(MemberChange change) {
        List<Member> current = members();
        List<Member> wanted;
        try {
            wanted = after(current, change);
        } catch (IllegalArgumentException e) {
            return CompletableFuture.completedFuture(Outcome.notApplied(Refusal.INVALID, Failures.message(e)));
        }
        if (wanted.equals(current)) {
            return CompletableFuture.completedFuture(Outcome.applied(current));
        }
        SetConfigurationRequest.Arguments arguments = SetConfigurationRequest.Arguments.newBuilder()
                .setServersInCurrentConf(peers(current, false))
                .setListenersInCurrentConf(peers(current, true))
                .setServersInNewConf(peers(wanted, false))
                .setListenersInNewConf(peers(wanted, true))
                .setMode(SetConfigurationRequest.Mode.COMPARE_AND_SET)
                .build();
        return submit(() -> server.setConfigurationAsync(new SetConfigurationRequest(
                        client,
                        server.getId(),
                        division.getMemberId().getGroupId(),
                        CallId.getAndIncrement(),
                        arguments)))
                .thenApply(outcome -> outcome.map(ignored -> members()));
    }

    private static List<RaftPeer> peers(List<Member> members, boolean learners) {
        return members.stream()
                .filter(member -> member.learner() == learners)
                .map(Peers::peer)
                .toList();
    }

    /** The members after the change; refuses changes that make no sense. */
    static List<Member> after(List<Member> members, MemberChange change) {
        List<Member> result = new ArrayList<>(members);
        switch (change) {
            case MemberChange.Add(Member member) -> add(result, member);
            case MemberChange.Remove(NodeId node) -> remove(result, node);
            case MemberChange.Promote(NodeId node) -> promote(result, node);
            case MemberChange.Replace(Member member) -> replace(result, member);
        }
        return result;
    }

    private static void add(List<Member> members, Member added) {
        for (Member member : members) {
            if (member.node().equals(added.node())) {
                throw new IllegalArgumentException(added.node() + " is a member already");
            }
            if (member.peer().equals(added.peer())) {
                throw new IllegalArgumentException(
                        "the peer address " + added.peer() + " belongs to the member " + member.node());
            }
        }
        members.add(added);
    }

    private static void remove(List<Member> members, NodeId node) {
        if (!members.removeIf(member -> member.node().equals(node))) {
            throw new IllegalArgumentException("there is no member " + node);
        }
        if (members.stream().allMatch(Member::learner)) {
            throw new IllegalArgumentException(node + " is the last member with a vote");
        }
    }

    private static void promote(List<Member> members, NodeId node) {
        for (int i = 0; i < members.size(); i++) {
            Member member = members.get(i);
            if (member.node().equals(node)) {
                if (!member.learner()) {
                    throw new IllegalArgumentException(node + " has a vote already");
                }
                members.set(i, member.withVote());
                return;
            }
        }
        throw new IllegalArgumentException("there is no member " + node);
    }

    private static void replace(List<Member> members, Member returned) {
        for (int i = 0; i < members.size(); i++) {
            if (members.get(i).node().equals(returned.node())) {
                members.set(i, members.get(i).learner() ? returned.asLearner() : returned.withVote());
                return;
            }
        }
        throw new IllegalArgumentException(returned.node() + " is not a member: add it first");
    }

    CompletableFuture<Outcome<NodeId>> transferLeadership(NodeId target) {
        RaftPeerId peer = members().stream()
                .filter(member -> member.node().equals(target) && !member.learner())
                .map(Peers::peerId)
                .findFirst()
                .orElse(null);
        if (peer == null) {
            return CompletableFuture.completedFuture(
                    Outcome.notApplied(Refusal.INVALID, "there is no member " + target + " with a vote"));
        }
        return submit(() -> server.transferLeadershipAsync(new TransferLeadershipRequest(
                        client,
                        server.getId(),
                        division.getMemberId().getGroupId(),
                        CallId.getAndIncrement(),
                        peer,
                        config.timeouts().leader().toMillis())))
                .thenApply(outcome -> outcome.map(ignored -> target));
    }

    private static CompletableFuture<Outcome<Boolean>> submit(Request request) {
        try {
            return request.send().handle((reply, failure) -> {
                if (failure != null) {
                    return Outcome.unknown(Failures.message(failure));
                }
                return reply.isSuccess()
                        ? Outcome.applied(true)
                        : Outcome.notApplied(Refusal.LEADER_CHANGED, String.valueOf(reply.getException()));
            });
        } catch (IOException e) {
            return CompletableFuture.completedFuture(Outcome.notApplied(Refusal.LEADER_CHANGED, Failures.message(e)));
        }
    }

    private interface Request {
        CompletableFuture<RaftClientReply> send() throws IOException;
    }
}
