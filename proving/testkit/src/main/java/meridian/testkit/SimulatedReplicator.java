package meridian.testkit;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import meridian.base.Bytes;
import meridian.base.NodeId;
import meridian.base.Outcome;
import meridian.base.Outcome.Refusal;
import meridian.raft.Command;
import meridian.raft.Member;
import meridian.raft.Position;
import meridian.raft.Replicator;
import meridian.raft.StateMachine;

/**
 * A simulated group seen from one life of one of its nodes: the second implementation of the port. It belongs to the
 * simulation's thread. After the node's crash its futures stay open for ever, as those of a dead process do.
 */
public final class SimulatedReplicator implements Replicator {
    /** How long a caller waits for the leader. */
    public static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final SimulatedGroup group;
    private final SimulatedNetwork network;
    private final Replica replica;

    SimulatedReplicator(SimulatedGroup group, Replica replica) {
        this.group = group;
        this.network = group.network();
        this.replica = replica;
    }

    public NodeId self() {
        return replica.self();
    }

    public StateMachine machine() {
        return replica.machine();
    }

    /** False after a crash. */
    public boolean isAlive() {
        return replica.isAlive();
    }

    @Override
    public CompletableFuture<Outcome<Applied>> submit(Command command) {
        CompletableFuture<Outcome<Applied>> done = writing();
        atLeader(
                leader -> leader.take(command, outcome -> reply(leader, () -> done.complete(outcome))),
                problem -> done.complete(Outcome.notApplied(Refusal.NO_LEADER, problem)));
        return done;
    }

    @Override
    public CompletableFuture<Position> readBarrier() {
        CompletableFuture<Position> done = asking();
        atLeader(
                leader -> {
                    if (group.isConfirmed(leader)) {
                        int committed = group.log().committed();
                        Runnable finish = () -> done.complete(machine().applied());
                        reply(leader, () -> replica.whenApplied(committed, finish));
                    }
                },
                problem -> done.completeExceptionally(new Unavailable(problem)));
        return done;
    }

    @Override
    public CompletableFuture<Bytes> askLeader(Bytes question) {
        CompletableFuture<Bytes> done = asking();
        atLeader(
                leader -> leader.answerer()
                        .answer(question)
                        .whenComplete((answer, problem) -> reply(leader, () -> {
                            if (problem == null) {
                                done.complete(answer);
                            } else {
                                done.completeExceptionally(new Unavailable("the leader could not answer: " + problem));
                            }
                        })),
                problem -> done.completeExceptionally(new Unavailable(problem)));
        return done;
    }

    @Override
    public void answer(Answerer answerer) {
        replica.answerer(answerer);
    }

    @Override
    public Status status() {
        Position applied = machine().applied();
        return new Status(
                self(),
                replica.role(),
                replica.leader(),
                replica.term(),
                applied,
                applied.index(),
                group.members(),
                replica.sinceLeaderHeard());
    }

    @Override
    public CompletableFuture<Outcome<List<Member>>> change(MemberChange change) {
        CompletableFuture<Outcome<List<Member>>> done = writing();
        atLeader(
                leader -> group.change(leader, change, outcome -> reply(leader, () -> done.complete(outcome))),
                problem -> done.complete(Outcome.notApplied(Refusal.NO_LEADER, problem)));
        return done;
    }

    @Override
    public CompletableFuture<Outcome<NodeId>> transferLeadership(NodeId target) {
        CompletableFuture<Outcome<NodeId>> done = writing();
        atLeader(
                leader -> {
                    Outcome<NodeId> outcome = group.transfer(leader, target);
                    reply(leader, () -> done.complete(outcome));
                },
                problem -> done.complete(Outcome.notApplied(Refusal.NO_LEADER, problem)));
        return done;
    }

    /** Stops the node as a clean shutdown does. */
    @Override
    public void close() {
        group.stop(replica);
    }

    /** Runs something at the node that this one believes to lead, if the message gets there. */
    private void atLeader(Consumer<Replica> action, Consumer<String> nobodyLeads) {
        if (!replica.isAlive()) {
            return;
        }
        replica.leader()
                .ifPresentOrElse(
                        leader -> network.send(
                                self(),
                                leader,
                                network.faults().requestLost(),
                                () -> group.running(leader).ifPresent(action)),
                        () -> replica.later(Duration.ZERO, () -> nobodyLeads.accept("nobody leads the group")));
    }

    private void reply(Replica leader, Runnable arrival) {
        network.send(leader.self(), self(), network.faults().replyLost(), () -> {
            if (replica.isAlive()) {
                arrival.run();
            }
        });
    }

    private <T> CompletableFuture<Outcome<T>> writing() {
        CompletableFuture<Outcome<T>> done = new CompletableFuture<>();
        replica.later(TIMEOUT, () -> done.complete(Outcome.unknown("no answer from the leader within " + TIMEOUT)));
        return done;
    }

    private <T> CompletableFuture<T> asking() {
        CompletableFuture<T> done = new CompletableFuture<>();
        Unavailable problem = new Unavailable("no answer from the leader within " + TIMEOUT);
        replica.later(TIMEOUT, () -> done.completeExceptionally(problem));
        return done;
    }
}
