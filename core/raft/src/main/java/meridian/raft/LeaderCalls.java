package meridian.raft;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import meridian.base.NodeId;
import meridian.base.Outcome;
import meridian.base.Outcome.Refusal;
import meridian.net.Service;
import meridian.net.Transport;
import meridian.net.TransportException;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;

/** Finds the leader and talks to it. */
final class LeaderCalls {
    private final Transport transport;
    private final RaftServer.Division division;
    private final RaftConfig config;

    LeaderCalls(Transport transport, RaftServer.Division division, RaftConfig config) {
        this.transport = transport;
        this.division = division;
        this.config = config;
    }

    boolean isHere() {
        return division.getInfo().isLeader();
    }

    Optional<NodeId> leader() {
        RaftPeerId leader = division.getInfo().getLeaderId();
        return leader == null ? Optional.empty() : Optional.of(Peers.node(leader));
    }

    /** Asks the leader, here or elsewhere. Fails with {@link Replicator.Unavailable} when none is known. */
    <T> CompletableFuture<T> ask(
            Service service, byte[] question, Function<byte[], T> decode, Supplier<CompletableFuture<T>> here) {
        if (isHere()) {
            return here.get();
        }
        Optional<NodeId> leader = leader().filter(node -> !node.equals(transport.self()));
        return leader.isEmpty()
                ? CompletableFuture.failedFuture(new Replicator.Unavailable("no leader is known"))
                : transport.call(leader.get(), service, question, patience()).thenApply(decode);
    }

    /** Sends a batch to the leader and settles every command in it. */
    CompletableFuture<?> forward(List<Waiting> batch) {
        Optional<NodeId> leader = leader().filter(node -> !node.equals(transport.self()));
        List<Waiting> ours = refuseForeign(batch);
        if (leader.isEmpty()) {
            return settle(ours, Outcome.notApplied(Refusal.NO_LEADER, "no leader is known"));
        } else if (ours.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        List<Command> commands = new ArrayList<>(ours.size());
        ours.forEach(waiting -> commands.add(waiting.command()));
        return transport
                .call(leader.get(), RaftServices.SUBMIT, Codec.batch(commands), patience())
                .handle((reply, failure) -> failure == null ? settle(ours, reply) : settle(ours, outcome(failure)));
    }

    /** What another node sent here because it took us for the leader goes back, lest it be passed round in circles. */
    private static List<Waiting> refuseForeign(List<Waiting> batch) {
        List<Waiting> ours = new ArrayList<>(batch.size());
        for (Waiting waiting : batch) {
            if (waiting.fromHere()) {
                ours.add(waiting);
            } else {
                waiting.outcome().complete(Outcome.notApplied(Refusal.LEADER_CHANGED, "this node does not lead"));
            }
        }
        return ours;
    }

    private static CompletableFuture<?> settle(List<Waiting> batch, byte[] reply) {
        List<Outcome<Replicator.Applied>> outcomes = Codec.outcomes(reply);
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i).outcome().complete(outcomes.get(i));
        }
        return CompletableFuture.completedFuture(null);
    }

    private static CompletableFuture<?> settle(List<Waiting> batch, Outcome<Replicator.Applied> outcome) {
        batch.forEach(waiting -> waiting.outcome().complete(outcome));
        return CompletableFuture.completedFuture(null);
    }

    static <T> Outcome<T> outcome(Throwable failure) {
        String message = Failures.message(failure);
        return Failures.cause(failure) instanceof TransportException lost
                        && lost.delivery() == TransportException.Delivery.NONE
                ? Outcome.notApplied(Refusal.NO_LEADER, message)
                : Outcome.unknown(message);
    }

    /** By then the others would have elected another leader. */
    private Duration patience() {
        return config.timeouts().electionMax();
    }
}
