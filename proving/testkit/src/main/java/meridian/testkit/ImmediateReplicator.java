package meridian.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import meridian.base.Bytes;
import meridian.base.Clock;
import meridian.base.HybridClock;
import meridian.base.NodeId;
import meridian.base.Outcome;
import meridian.base.Outcome.Refusal;
import meridian.raft.Command;
import meridian.raft.Entry;
import meridian.raft.Member;
import meridian.raft.Position;
import meridian.raft.Replicator;
import meridian.raft.Role;
import meridian.raft.StateMachine;

/** A group of one that applies what comes at once, on one thread. Nothing goes wrong here, and nothing is kept. */
final class ImmediateReplicator implements Replicator {
    private static final NodeId SELF = new NodeId("n1");
    private static final int COMMANDS_PER_ENTRY_MAX = 256;

    private final StateMachine machine;
    private final HybridClock clock;
    private final long term;
    private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("immediate-replicator").factory());
    private volatile Answerer answerer =
            _ -> CompletableFuture.failedFuture(new Unavailable("nobody answers questions yet"));
    private volatile Roster roster = Roster.of(1);

    ImmediateReplicator(StateMachine machine, Clock clock) {
        this.machine = machine;
        this.clock = new HybridClock(clock);
        this.term = machine.applied().term() + 1;
        thread.execute(() -> machine.roleChanged(Role.LEADER, term));
    }

    @Override
    public CompletableFuture<Outcome<Applied>> submit(Command command) {
        Waiting own = new Waiting(command, new CompletableFuture<>());
        waiting.add(own);
        try {
            thread.execute(this::applyWaiting);
        } catch (RejectedExecutionException e) {
            own.answer.complete(stopped());
        }
        return own.answer;
    }

    private void applyWaiting() {
        List<Waiting> batch = new ArrayList<>();
        while (batch.size() < COMMANDS_PER_ENTRY_MAX && !waiting.isEmpty()) {
            batch.add(waiting.remove());
        }
        if (batch.isEmpty()) {
            return;
        }
        Position position = new Position(term, machine.applied().index() + 1);
        List<Command> commands = batch.stream().map(Waiting::command).toList();
        List<Bytes> results = machine.apply(new Entry(position, clock.next(batch.size()), commands));
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i).answer.complete(Outcome.applied(new Applied(position, results.get(i))));
        }
    }

    @Override
    public CompletableFuture<Position> readBarrier() {
        return onThread(() -> CompletableFuture.completedFuture(machine.applied()));
    }

    @Override
    public CompletableFuture<Bytes> askLeader(Bytes question) {
        return onThread(() -> answerer.answer(question));
    }

    private <T> CompletableFuture<T> onThread(Supplier<CompletableFuture<T>> action) {
        try {
            return CompletableFuture.supplyAsync(action, thread).thenCompose(it -> it);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(new Unavailable("the node is stopped"));
        }
    }

    @Override
    public void answer(Answerer newAnswerer) {
        answerer = newAnswerer;
    }

    @Override
    public Status status() {
        Position applied = machine.applied();
        return new Status(
                SELF, Role.LEADER, Optional.of(SELF), term, applied, applied.index(), roster.members(), Duration.ZERO);
    }

    @Override
    public CompletableFuture<Outcome<List<Member>>> change(MemberChange change) {
        try {
            return CompletableFuture.supplyAsync(
                    () -> {
                        roster = roster.with(change);
                        machine.skip(new Position(term, machine.applied().index() + 1));
                        return Outcome.applied(roster.members());
                    },
                    thread);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(stopped());
        }
    }

    @Override
    public CompletableFuture<Outcome<NodeId>> transferLeadership(NodeId target) {
        return CompletableFuture.completedFuture(
                target.equals(SELF)
                        ? Outcome.applied(SELF)
                        : Outcome.notApplied(Refusal.NO_LEADER, target + " is not a member that could lead"));
    }

    @Override
    public void close() {
        thread.close();
    }

    private static <T> Outcome<T> stopped() {
        return Outcome.notApplied(Refusal.STOPPED, "the node is stopped");
    }

    private record Waiting(Command command, CompletableFuture<Outcome<Applied>> answer) {}
}
