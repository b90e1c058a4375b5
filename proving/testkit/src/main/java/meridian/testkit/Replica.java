package meridian.testkit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import meridian.base.Bytes;
import meridian.base.HybridClock;
import meridian.base.Invariant;
import meridian.base.NodeId;
import meridian.base.Outcome;
import meridian.base.Outcome.Refusal;
import meridian.raft.Command;
import meridian.raft.Entry;
import meridian.raft.Position;
import meridian.raft.Replicator.Answerer;
import meridian.raft.Replicator.Applied;
import meridian.raft.Replicator.Unavailable;
import meridian.raft.Role;
import meridian.raft.StateMachine;
import org.jspecify.annotations.Nullable;

/** One life of a node, from its start to its crash: applies the log, and leads when it is its turn. */
final class Replica {
    private static final Duration BATCH_DELAY = Duration.ofNanos(200_000);
    private static final int COMMANDS_PER_ENTRY_MAX = 16;

    private final SimulatedGroup group;
    private final NodeId self;
    private final StateMachine machine;
    private final HybridClock clock;
    private final Deque<Request> waiting = new ArrayDeque<>();
    private final List<Waiter> waiters = new ArrayList<>();
    private Answerer answerer = _ -> CompletableFuture.failedFuture(new Unavailable("nobody answers questions yet"));
    private @Nullable NodeId leader;
    private Role role;
    private long term;
    private long heardNanos;
    private boolean alive = true;
    private boolean applying;
    private boolean installing;

    Replica(SimulatedGroup group, NodeId self, StateMachine machine, Role role) {
        this.group = group;
        this.self = self;
        this.machine = machine;
        this.clock = new HybridClock(group.clock(self));
        this.role = role;
        this.term = Math.max(0, machine.applied().term());
    }

    NodeId self() {
        return self;
    }

    StateMachine machine() {
        return machine;
    }

    boolean isAlive() {
        return alive;
    }

    Role role() {
        return role;
    }

    long term() {
        return term;
    }

    Optional<NodeId> leader() {
        return Optional.ofNullable(leader);
    }

    Answerer answerer() {
        return answerer;
    }

    void answerer(Answerer newAnswerer) {
        answerer = newAnswerer;
    }

    Duration sinceLeaderHeard() {
        if (leader != null && group.network().reaches(leader, self)) {
            heardNanos = group.simulation().ticker().nanos();
        }
        return group.simulation().ticker().since(heardNanos);
    }

    /** The number of slots that the state machine has seen. */
    int applied() {
        return (int) machine.applied().index() + 1;
    }

    void crash() {
        alive = false;
    }

    /** Does something after a while, if the process still lives then. */
    void later(Duration delay, Runnable action) {
        group.simulation()
                .after(
                        delay,
                        () -> group.network().whenAwake(self, () -> {
                            if (alive) {
                                action.run();
                            }
                        }));
    }

    /** Hears who leads. */
    void learn(long newTerm, NodeId newLeader, Role newRole) {
        if (newTerm < term || (newTerm == term && newRole == role && newLeader.equals(leader))) {
            return;
        }
        boolean changed = newTerm != term || newRole != role;
        term = newTerm;
        leader = newLeader;
        role = newRole;
        heardNanos = group.simulation().ticker().nanos();
        if (role == Role.LEADER) {
            clock.observe(group.log().lastTimestamp());
        } else {
            refuseWaiting();
        }
        if (changed) {
            machine.roleChanged(role, term);
        }
    }

    private void refuseWaiting() {
        while (!waiting.isEmpty()) {
            waiting.remove().answer.accept(Outcome.notApplied(Refusal.LEADER_CHANGED, self + " no longer leads"));
        }
    }

    /** A command arrives at the node that its sender believes to lead. */
    void take(Command command, Consumer<Outcome<Applied>> answer) {
        if (role != Role.LEADER) {
            answer.accept(Outcome.notApplied(Refusal.LEADER_CHANGED, self + " does not lead"));
        } else if (group.network().chance(group.network().faults().refused())) {
            answer.accept(Outcome.notApplied(Refusal.OVERLOADED, self + " has too much to do"));
        } else {
            waiting.add(new Request(command, answer));
            if (waiting.size() == 1) {
                later(BATCH_DELAY, this::writeWaiting);
            }
        }
    }

    /**
     * Puts all that waits into entries. A leader that was replaced and does not know it writes into the void. Only from
     * here on may a command arrive a second time: whoever is told "not applied" before must be right.
     */
    private void writeWaiting() {
        while (!waiting.isEmpty()) {
            List<Request> batch = new ArrayList<>();
            while (batch.size() < COMMANDS_PER_ENTRY_MAX && !waiting.isEmpty()) {
                batch.add(waiting.remove());
            }
            batch.forEach(request -> group.network().sendAgain(() -> group.takeAgain(request.command)));
            if (group.leads(this)) {
                write(batch);
            }
        }
    }

    private void write(List<Request> batch) {
        List<Command> commands = batch.stream().map(Request::command).toList();
        group.write(clock.next(batch.size()), commands, (by, position, results) -> {
            for (int i = 0; group.leads(this) && by == this && i < batch.size(); i++) {
                batch.get(i).answer.accept(Outcome.applied(new Applied(position, results.get(i))));
            }
        });
    }

    /** Goes on applying if there is something to apply. */
    void pump() {
        if (!alive || applying || installing || applied() >= group.mayApply(this) || !group.feeds(this)) {
            return;
        }
        applying = true;
        Duration most =
                group.leads(this) ? Duration.ZERO : group.network().faults().applyLagMax();
        later(group.network().upTo(most), () -> {
            applying = false;
            if (group.feeds(this)) {
                applyNext();
            }
            pump();
        });
    }

    private void applyNext() {
        int next = applied();
        if (next >= group.mayApply(this)) {
            return;
        }
        if (group.log().isPurged(next) && !group.leads(this)) {
            installing = true;
            group.sendSnapshot(self);
            return;
        }
        heardNanos = group.simulation().ticker().nanos();
        SimulatedLog.Slot slot = group.log().slot(next);
        Entry entry = slot.entry();
        List<Bytes> results = List.of();
        if (entry.commands().isEmpty()) {
            machine.skip(entry.position());
        } else {
            clock.observe(slot.lastTimestamp());
            results = machine.apply(entry);
        }
        checkApplied(entry.position());
        slot.applied(this, results);
        wake();
    }

    /** Takes a received copy of the state over, unless the log went further meanwhile. */
    void install(Path folder, Position position) {
        installing = false;
        if (position.index() > machine.applied().index()) {
            machine.install(folder);
            checkApplied(position);
            clock.observe(group.log().lastTimestamp());
            wake();
        }
        pump();
    }

    /** Takes the next entry as applied and does not apply it: a mistake that tests must find. */
    void missNext() {
        if (alive && applied() < group.log().committed()) {
            machine.skip(group.log().slot(applied()).entry().position());
        }
    }

    private void checkApplied(Position position) {
        Invariant.check(
                machine.applied().equals(position),
                "%s says that it applied %s after %s",
                self,
                machine.applied(),
                position);
    }

    /** Runs the action once the state machine has seen that many slots. */
    void whenApplied(int slots, Runnable action) {
        waiters.add(new Waiter(slots, action));
        wake();
    }

    private void wake() {
        List<Waiter> ready =
                waiters.stream().filter(it -> it.slots <= applied()).toList();
        waiters.removeAll(ready);
        ready.forEach(it -> it.action.run());
    }

    private record Waiter(int slots, Runnable action) {}

    /** A command that arrived, and who waits for its outcome. */
    private record Request(Command command, Consumer<Outcome<Applied>> answer) {}
}
