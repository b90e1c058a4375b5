package meridian.raft;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import meridian.base.ByteReader;
import meridian.base.ByteWriter;
import meridian.base.NodeId;
import meridian.net.Transport;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftConfiguration;
import org.apache.ratis.server.RaftServer;

/**
 * The leader's half of a linearizable read: how far is the log committed, and does this node still lead?
 *
 * <p>It asks the voters whether they still know no later term than ours. When a majority says so, none of them had
 * voted for a later leader at that moment, which is after the read arrived; so no later leader had acknowledged anything
 * before (Ongaro, "Consensus: bridging theory and practice", 6.4). Ratis has a read index of its own, which we do not
 * use: it takes an earlier round's acknowledgement as good enough while the commit index has not moved, and a leader
 * that was paused meanwhile answers with the past.
 */
final class LeaderCheck {
    private final RaftServer.Division division;
    private final Transport transport;
    private final RaftConfig config;
    private final SharedRound<Long> rounds = new SharedRound<>(this::round);

    LeaderCheck(RaftServer.Division division, Transport transport, RaftConfig config) {
        this.division = division;
        this.transport = transport;
        this.config = config;
    }

    void start() {
        transport.serve(
                RaftServices.CONFIRM_TERM,
                (from, request) -> CompletableFuture.completedFuture(answer(new ByteReader(request).varint())));
    }

    /** The other half, on a voter: is this still the latest term it knows? */
    private byte[] answer(long term) {
        boolean latest = division.getInfo().getCurrentTerm() <= term;
        return new byte[] {(byte) (latest ? 1 : 0)};
    }

    /** The index that has to be applied before a read that arrives now may be answered. */
    CompletableFuture<Long> readIndex() {
        return rounds.join();
    }

    private CompletableFuture<Long> round() {
        if (!division.getInfo().isLeader() || !division.getInfo().isLeaderReady()) {
            return CompletableFuture.failedFuture(
                    new Replicator.Unavailable(transport.self() + " does not lead, or only just began to"));
        }
        long term = division.getInfo().getCurrentTerm();
        long index = division.getRaftLog().getLastCommittedIndex();
        return confirm(term, division.getRaftConf()).thenApply(ignored -> index);
    }

    private CompletableFuture<Void> confirm(long term, RaftConfiguration configuration) {
        Round round = new Round(configuration);
        byte[] question = new ByteWriter(10).varint(term).toArray();
        if (round.agreed(division.getId())) {
            return round.confirmed;
        }
        for (RaftPeerId voter : round.voters()) {
            NodeId node = Peers.node(voter);
            if (!voter.equals(division.getId())) {
                transport
                        .call(node, RaftServices.CONFIRM_TERM, question, config.requestTimeout())
                        .whenComplete((answer, failure) -> {
                            if (failure == null && answer[0] == 1) {
                                round.agreed(voter);
                            } else {
                                round.refused();
                            }
                        });
            }
        }
        return round.confirmed;
    }

    /** Who agreed so far. While the membership changes, a majority of the old and of the new voters must. */
    private static final class Round {
        final CompletableFuture<Void> confirmed = new CompletableFuture<>();
        private final List<Set<RaftPeerId>> electorates = new ArrayList<>();
        private final Set<RaftPeerId> agreed = new HashSet<>();
        private final AtomicInteger open;

        Round(RaftConfiguration configuration) {
            electorates.add(ids(configuration.getCurrentPeers()));
            if (!configuration.getPreviousPeers().isEmpty()) {
                electorates.add(ids(configuration.getPreviousPeers()));
            }
            open = new AtomicInteger(voters().size());
        }

        private static Set<RaftPeerId> ids(Collection<RaftPeer> peers) {
            Set<RaftPeerId> ids = new HashSet<>();
            peers.forEach(peer -> ids.add(peer.getId()));
            return ids;
        }

        Set<RaftPeerId> voters() {
            Set<RaftPeerId> all = new HashSet<>();
            electorates.forEach(all::addAll);
            return all;
        }

        boolean agreed(RaftPeerId voter) {
            boolean enough;
            synchronized (agreed) {
                agreed.add(voter);
                enough = electorates.stream().allMatch(this::hasMajority);
            }
            if (enough) {
                confirmed.complete(null);
            }
            settled();
            return enough;
        }

        private boolean hasMajority(Set<RaftPeerId> electorate) {
            long count = electorate.stream().filter(agreed::contains).count();
            return count * 2 > electorate.size();
        }

        void refused() {
            settled();
        }

        private void settled() {
            if (open.decrementAndGet() == 0) {
                confirmed.completeExceptionally(new Replicator.Unavailable("no majority confirms this leader"));
            }
        }
    }
}
