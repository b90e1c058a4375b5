package meridian.testkit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import meridian.base.Clock;
import meridian.base.Invariant;
import meridian.base.NodeId;
import meridian.base.Outcome;
import meridian.base.Outcome.Refusal;
import meridian.base.Timestamp;
import meridian.raft.Command;
import meridian.raft.Member;
import meridian.raft.Position;
import meridian.raft.Replicator;
import meridian.raft.Replicator.MemberChange;
import meridian.raft.Role;
import meridian.raft.StateMachine;
import org.jspecify.annotations.Nullable;

/**
 * One to five replicas in a {@link Simulation} that agree on a log kept in memory. It stands in for the real log: what
 * is below the port is not simulated (votes, terms of single messages, files), what can be seen above it is: late and
 * lost answers, commands that arrive twice or after their sender gave up, leaders that were replaced and do not know
 * it yet, entries of a replaced leader that are committed after all or vanish, lagging followers, restarts from what
 * was durable, and copies of the state from another replica.
 */
public final class SimulatedGroup {
    private static final Duration ELECTION_MIN = Duration.ofMillis(150);
    private static final Duration ELECTION_MAX = Duration.ofMillis(400);

    private final Simulation simulation;
    private final SimulatedNetwork network;
    private final SeededRandomness randomness;
    private final Host host;
    private final Flaw flaw;
    private final GroupInvariants invariants = new GroupInvariants();
    private final SimulatedLog log = new SimulatedLog();
    private final Map<NodeId, Position> kept = new TreeMap<>();
    private final Map<NodeId, SimulatedClock> clocks = new TreeMap<>();
    private final Map<NodeId, Replica> replicas = new TreeMap<>();
    private Roster roster;
    private @Nullable Replica leader;
    private long term;
    private int due;
    private boolean electing;

    /** Starts nodes n1 to n{@code size}; a leader is elected when time passes. */
    public SimulatedGroup(Simulation simulation, Host host, int size) {
        this(simulation, host, size, Flaw.NONE);
    }

    /** A group with a mistake in it, for tests that must find it. */
    public SimulatedGroup(Simulation simulation, Host host, int size, Flaw flaw) {
        Invariant.check(size >= 1 && size <= 5, "a simulated group of %d nodes", size);
        this.simulation = simulation;
        this.network = new SimulatedNetwork(simulation);
        this.randomness = simulation.fork();
        this.host = host;
        this.flaw = flaw;
        this.roster = Roster.of(size);
        roster.nodes().forEach(this::start);
        simulation.afterEachEvent(() -> invariants.check(this, replicas.values()));
    }

    /** Mistakes that the group can make. */
    public enum Flaw {
        NONE,
        /** A leader applies and answers what only it has, which is gone when it is replaced. */
        ACKNOWLEDGE_BEFORE_FSYNC,
        /** A copy of the state ends one entry before the position that it is said to have. */
        SNAPSHOT_WITHOUT_THE_LAST_BATCH
    }

    /**
     * A group of one node in real time, for tests with threads and real clients: a command is applied as soon as it
     * comes, on a thread of the group's own.
     */
    public static Replicator immediate(StateMachine machine, Clock clock) {
        return new ImmediateReplicator(machine, clock);
    }

    public List<NodeId> nodes() {
        return roster.nodes();
    }

    public List<Member> members() {
        return roster.members();
    }

    /** The node's present life, if it runs. */
    public Optional<SimulatedReplicator> replicator(NodeId node) {
        return running(node).map(it -> new SimulatedReplicator(this, it));
    }

    public Optional<NodeId> leader() {
        return Optional.ofNullable(leader).map(Replica::self);
    }

    public long term() {
        return term;
    }

    /** The clock that the node's entries take their time from. */
    public SimulatedClock clock(NodeId node) {
        return clocks.computeIfAbsent(node, _ -> new SimulatedClock(simulation.ticker()));
    }

    public void faults(Faults faults) {
        network.faults(faults);
    }

    /** Has every node applied all that is committed, under a leader? */
    public boolean isConverged() {
        return isConverged(roster.nodes());
    }

    /** Have these nodes applied all that is committed, under a leader that they know? */
    public boolean isConverged(List<NodeId> some) {
        return leader != null
                && isConfirmed(leader)
                && log.committed() == log.length()
                && some.stream()
                        .map(this::running)
                        .allMatch(it -> it.filter(this::isUpToDate).isPresent());
    }

    private boolean isUpToDate(Replica replica) {
        return replica.applied() == log.committed() && replica.leader().equals(leader());
    }

    // What a test does to the group.

    /** Starts a node that does not run; it continues behind what its state machine has kept. */
    public SimulatedReplicator start(NodeId node) {
        Invariant.check(running(node).isEmpty(), "%s runs already", node);
        simulation.note(node + " starts");
        Replica replica = new Replica(this, node, host.open(node), seatOf(node));
        Position begin = replica.machine().applied();
        Position least = kept.getOrDefault(node, Position.START);
        Invariant.check(begin.index() < log.committed(), "%s begins at %s, which nobody committed", node, begin);
        Invariant.check(begin.index() >= least.index(), "%s begins at %s and had %s durable", node, begin, least);
        replicas.put(node, replica);
        tell(replica);
        progress();
        return new SimulatedReplicator(this, replica);
    }

    /** Kills a node: what its state machine has not made durable may be gone. */
    public void crash(NodeId node) {
        running(node).ifPresent(replica -> {
            simulation.note(node + " crashes at " + replica.machine().applied());
            simulation.fault("crash");
            kept.put(node, replica.machine().durable());
            stop(replica);
            host.crash(node, replica.machine());
        });
    }

    /** Kills a node and takes its data away. */
    public void loseData(NodeId node) {
        crash(node);
        simulation.note(node + " loses its data");
        simulation.fault("data lost");
        kept.remove(node);
        host.wipe(node);
    }

    void stop(Replica replica) {
        replica.crash();
        network.forget(replica.self());
        replicas.remove(replica.self(), replica);
        if (leader == replica) {
            leader = null;
        }
        progress();
    }

    /** Cuts a node off from all others. */
    public void isolate(NodeId node) {
        simulation.note(node + " is cut off");
        simulation.fault("node cut off");
        network.isolate(node);
        progress();
    }

    /** Cuts one direction between two nodes, until either is healed. */
    public void cut(NodeId from, NodeId to) {
        simulation.note(to + " no longer hears " + from);
        simulation.fault("link cut one way");
        network.cut(from, to);
        progress();
    }

    public void heal(NodeId node) {
        simulation.note(node + " is back");
        network.heal(node);
        // Whoever could not hear this node may not know yet that it leads.
        replicas.values().forEach(this::tell);
        progress();
    }

    /** Makes a node stand still, as a stopped process or a long collection of garbage does: it hears all, but later. */
    public void pause(NodeId node) {
        if (replicas.containsKey(node)) {
            simulation.note(node + " stands still");
            simulation.fault("pause");
            network.pause(node);
            progress();
        }
    }

    /** Lets a node that stands still go on, with everything that came meanwhile. */
    public void resume(NodeId node) {
        simulation.note(node + " goes on");
        network.resume(node);
        running(node).ifPresent(this::tell);
        progress();
    }

    /** Runs what happens in a node's process: now, or when it goes on, or never if it dies before. */
    public void whenAwake(NodeId node, Runnable action) {
        network.whenAwake(node, action);
    }

    /** Replaces the leader by a node that the seed chooses, maybe by itself in a new term. */
    public void elect() {
        List<Replica> able = able();
        if (!able.isEmpty()) {
            simulation.fault("leader replaced");
            elect(randomness.pick(able));
        }
    }

    /** Makes a node's state durable, as it does now and then by itself. */
    public void persist(NodeId node) {
        running(node).ifPresent(replica -> {
            replica.machine().persist();
            simulation.note(node + " persists up to " + replica.machine().durable());
        });
    }

    /** Lets the leader forget the log that it no longer needs itself. */
    public void purge() {
        if (leader != null) {
            int from = (int) leader.machine().durable().index() + 1;
            simulation.note("the log before " + from + " is purged");
            simulation.fault("log purged");
            log.purge(from);
        }
    }

    /** Brings a node the newest state of the leader instead of the log. */
    public void sendSnapshot(NodeId to) {
        Replica source = leader;
        Replica target = replicas.get(to);
        if (source == null || target == null || source == target || !network.reaches(source.self(), to)) {
            return;
        }
        Path folder = host.incoming(to);
        Position position = Folders.copy(source.machine(), folder);
        target.later(network.upTo(Duration.ofSeconds(1)), () -> {
            simulation.note(to + " receives the state at " + position);
            simulation.fault("state replaced");
            target.install(folder, position);
            if (flaw == Flaw.SNAPSHOT_WITHOUT_THE_LAST_BATCH) {
                target.missNext();
            }
        });
    }

    // What replicas ask.

    Simulation simulation() {
        return simulation;
    }

    SimulatedNetwork network() {
        return network;
    }

    SimulatedLog log() {
        return log;
    }

    Optional<Replica> running(NodeId node) {
        return Optional.ofNullable(replicas.get(node));
    }

    boolean leads(Replica replica) {
        return leader == replica;
    }

    /** Does it lead, and would a majority say so now? */
    boolean isConfirmed(Replica replica) {
        return leads(replica) && isMajority(partnersOf(replica.self()));
    }

    /** The number of slots that the replica may apply, as far as it gets them. */
    int mayApply(Replica replica) {
        return flaw == Flaw.ACKNOWLEDGE_BEFORE_FSYNC && leads(replica) ? log.length() : log.committed();
    }

    /** Can it get entries now? */
    boolean feeds(Replica replica) {
        return leader != null && roster.has(replica.self()) && network.reaches(leader.self(), replica.self());
    }

    /** A command arrives that arrived before; nobody waits for its outcome. */
    void takeAgain(Command command) {
        leader().flatMap(this::running).ifPresent(current -> current.take(command, _ -> {}));
    }

    /** The leader writes an entry; it commits after a while, if the leader still leads then. */
    void write(Timestamp timestamp, List<Command> commands, SimulatedLog.Receipt receipt) {
        int length = log.append(term, timestamp, commands, receipt);
        if (flaw == Flaw.ACKNOWLEDGE_BEFORE_FSYNC) {
            replicas.values().forEach(Replica::pump);
        }
        long writtenIn = term;
        simulation.after(network.upTo(network.faults().delayMax().multipliedBy(2)), () -> {
            if (term == writtenIn) {
                due = Math.max(due, length);
                commit();
            }
        });
    }

    /** Commits what had its time, if a majority is there. */
    private void commit() {
        if (leader != null && isConfirmed(leader) && due > log.committed()) {
            log.commit(due);
            replicas.values().forEach(Replica::pump);
        }
    }

    Outcome<NodeId> transfer(Replica from, NodeId target) {
        Optional<Replica> next = running(target).filter(able()::contains);
        if (!leads(from) || next.isEmpty()) {
            return Outcome.notApplied(Refusal.NO_LEADER, target + " cannot lead now");
        }
        elect(next.get());
        return Outcome.applied(target);
    }

    void change(Replica from, MemberChange change, Consumer<Outcome<List<Member>>> answer) {
        if (!leads(from)) {
            answer.accept(Outcome.notApplied(Refusal.LEADER_CHANGED, from.self() + " does not lead"));
            return;
        }
        write(Timestamp.ZERO, List.of(), (by, _, _) -> {
            if (by == from) {
                change(change);
                answer.accept(Outcome.applied(members()));
            }
        });
    }

    private void change(MemberChange change) {
        simulation.note("member change " + change);
        roster = roster.with(change);
        if (change instanceof MemberChange.Remove(NodeId node)) {
            running(node).ifPresent(this::stop);
        }
        replicas.values().forEach(this::tell);
        progress();
    }

    // Elections.

    /** Something about who is there changed: see whether what waits can go on now. */
    private void progress() {
        if (leader == null || !isConfirmed(leader)) {
            electSoon();
        }
        commit();
        replicas.values().forEach(Replica::pump);
    }

    private void electSoon() {
        if (electing) {
            return;
        }
        electing = true;
        simulation.after(randomness.between(ELECTION_MIN, ELECTION_MAX), () -> {
            electing = false;
            if (leader == null || !isConfirmed(leader)) {
                elect();
            }
        });
    }

    private void elect(Replica next) {
        term++;
        int survives = (int) randomness.between(log.committed(), log.length());
        simulation.note(next.self() + " leads in term " + term + ", " + (survives - log.committed()) + " of "
                + (log.length() - log.committed()) + " open entries survive");
        log.truncate(survives);
        due = log.committed();
        leader = next;
        next.learn(term, next.self(), Role.LEADER);
        write(Timestamp.ZERO, List.of(), (_, _, _) -> {});
        replicas.values().forEach(this::tell);
    }

    /** Lets a node hear who leads, some time from now. */
    private void tell(Replica replica) {
        Replica current = leader;
        if (current == null || current == replica) {
            return;
        }
        long since = term;
        network.send(current.self(), replica.self(), 0, () -> {
            if (replica.isAlive() && term == since) {
                replica.learn(since, current.self(), seatOf(replica.self()));
            }
        });
    }

    private Role seatOf(NodeId node) {
        return roster.votes(node) ? Role.FOLLOWER : Role.LEARNER;
    }

    /** Voters that a majority would elect now. */
    private List<Replica> able() {
        return voters(it -> network.isThere(it) && isMajority(partnersOf(it)));
    }

    private List<Replica> partnersOf(NodeId node) {
        return voters(it -> network.converses(node, it));
    }

    private List<Replica> voters(Predicate<NodeId> condition) {
        return replicas.values().stream()
                .filter(it -> roster.votes(it.self()) && condition.test(it.self()))
                .toList();
    }

    private boolean isMajority(List<Replica> some) {
        return some.size() > roster.voters() / 2;
    }
}
