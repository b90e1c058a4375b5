package meridian.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import meridian.base.Bytes;
import meridian.base.NodeId;
import meridian.base.Outcome;
import meridian.raft.Command;
import meridian.raft.Position;
import meridian.raft.Replicator;
import meridian.raft.Replicator.Applied;
import meridian.raft.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulatedGroupTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final NodeId N1 = new NodeId("n1");

    @TempDir
    Path folder;

    @Test
    void a_command_is_applied_by_every_replica() {
        Simulation simulation = new Simulation(1);
        SimulatedGroup group = group(simulation, 3);
        CompletableFuture<Outcome<Applied>> answer = submit(group, N1, 1);
        simulation.runUntilQuiet();
        assertThat(answer).isCompletedWithValueMatching(it -> it instanceof Outcome.Applied<Applied>);
        assertThat(group.isConverged()).isTrue();
        assertThat(group.nodes())
                .allSatisfy(node -> assertThat(ledger(group, node).lines()).containsExactly(Bytes.utf8("command 1")));
    }

    @Test
    void without_a_leader_nothing_is_applied() {
        Simulation simulation = new Simulation(1);
        SimulatedGroup group = new SimulatedGroup(simulation, new LedgerHost(folder, false), 3);
        group.crash(new NodeId("n2"));
        group.crash(new NodeId("n3"));
        CompletableFuture<Outcome<Applied>> answer = submit(group, N1, 1);
        simulation.runUntilQuiet();
        assertThat(answer).isCompletedWithValueMatching(it -> it instanceof Outcome.NotApplied<Applied>);
        assertThat(ledger(group, N1).lines()).isEmpty();
    }

    @Test
    void a_leader_that_was_cut_off_confirms_nothing() {
        Simulation simulation = new Simulation(5);
        SimulatedGroup group = group(simulation, 3);
        NodeId old = group.leader().orElseThrow();
        group.isolate(old);
        simulation.runFor(LONG);
        assertThat(group.leader()).isNotEqualTo(Optional.of(old));
        Replicator stale = group.replicator(old).orElseThrow();
        assertThat(stale.status().role()).isEqualTo(Role.LEADER);
        CompletableFuture<Position> barrier = stale.readBarrier();
        CompletableFuture<Outcome<Applied>> write = submit(group, old, 1);
        simulation.runFor(LONG);
        assertThat(barrier).isCompletedExceptionally();
        assertThat(write).isCompletedWithValueMatching(it -> it instanceof Outcome.Unknown<Applied>);
        group.heal(old);
        simulation.runFor(LONG);
        assertThat(stale.status().role()).isEqualTo(Role.FOLLOWER);
    }

    @Test
    void a_leader_that_speaks_and_does_not_hear_is_replaced_and_told_so() {
        Simulation simulation = new Simulation(5);
        SimulatedGroup group = group(simulation, 3);
        NodeId old = group.leader().orElseThrow();
        List<NodeId> others =
                group.nodes().stream().filter(it -> !it.equals(old)).toList();
        others.forEach(it -> group.cut(it, old));
        CompletableFuture<Outcome<Applied>> write = submit(group, old, 1);
        simulation.runFor(LONG);
        assertThat(write).isCompletedWithValueMatching(it -> it instanceof Outcome.Unknown<Applied>);
        assertThat(group.leader()).isPresent().isNotEqualTo(Optional.of(old));
        others.forEach(group::heal);
        simulation.runFor(LONG);
        assertThat(group.isConverged()).isTrue();
        assertThat(simulation.faults()).containsEntry("link cut one way", 2L);
    }

    @Test
    void a_follower_that_hears_and_cannot_speak_applies_what_the_others_agree_on() {
        Simulation simulation = new Simulation(3);
        SimulatedGroup group = group(simulation, 3);
        NodeId leader = group.leader().orElseThrow();
        NodeId mute = group.nodes().stream()
                .filter(it -> !it.equals(leader))
                .findFirst()
                .orElseThrow();
        group.nodes().stream().filter(it -> !it.equals(mute)).forEach(it -> group.cut(mute, it));
        submit(group, leader, 1);
        simulation.runFor(LONG);
        assertThat(group.leader()).contains(leader);
        assertThat(ledger(group, mute).lines()).containsExactly(Bytes.utf8("command 1"));
        CompletableFuture<Position> barrier =
                group.replicator(mute).orElseThrow().readBarrier();
        simulation.runFor(LONG);
        assertThat(barrier).isCompletedExceptionally();
    }

    @Test
    void a_barrier_waits_for_what_was_acknowledged_before() {
        for (int seed = 0; seed < 50; seed++) {
            Simulation simulation = new Simulation(seed);
            SimulatedGroup group = group(simulation, 3);
            group.faults(Faults.harsh());
            for (int i = 1; i < 30; i++) {
                CompletableFuture<Outcome<Applied>> write = submit(group, nodeOf(i), i);
                simulation.runUntil(write::isDone, LONG);
                CompletableFuture<Position> barrier =
                        group.replicator(nodeOf(i + 1)).orElseThrow().readBarrier();
                simulation.runUntil(barrier::isDone, LONG);
                if (write.join() instanceof Outcome.Applied<Applied>(Applied applied)
                        && !barrier.isCompletedExceptionally()) {
                    assertThat(barrier.join().index())
                            .isGreaterThanOrEqualTo(applied.position().index());
                }
            }
        }
    }

    @Test
    void restarts_snapshots_and_elections_lose_nothing_that_was_acknowledged() {
        for (int seed = 0; seed < 60; seed++) {
            Run run = run(seed, false);
            assertThat(run.lines).as("seed %d", seed).containsAll(run.acknowledged);
            assertThat(run.lines).as("seed %d", seed).doesNotHaveDuplicates();
        }
    }

    @Test
    void a_machine_that_does_not_notice_repeated_requests_is_found_out() {
        assertThat(IntStream.range(0, 20)).anySatisfy(seed -> {
            Run run = run(seed, true);
            assertThat(Set.copyOf(run.lines)).hasSizeLessThan(run.lines.size());
        });
    }

    @Test
    void the_same_seed_gives_the_same_transcript() {
        assertThat(run(7, false).transcript).isEqualTo(run(7, false).transcript);
        assertThat(run(7, false).transcript).isNotEqualTo(run(8, false).transcript);
    }

    @Test
    void every_kind_of_outcome_occurs() {
        Set<String> kinds = new HashSet<>();
        LongStream.range(0, 30).forEach(seed -> kinds.addAll(run(seed, false).outcomes));
        assertThat(kinds).containsExactlyInAnyOrder("Applied", "NotApplied", "Unknown");
    }

    @Test
    void a_replica_that_answers_differently_is_found_out() {
        Simulation simulation = new Simulation(3);
        SimulatedGroup group = group(simulation, 3);
        ledger(group, N1)
                .apply(new meridian.raft.Entry(
                        ledger(group, N1).applied(), meridian.base.Timestamp.ZERO, List.of(command(99))));
        submit(group, N1, 1);
        assertThatThrownBy(simulation::runUntilQuiet)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("replicas differ");
    }

    private record Run(List<String> transcript, List<Bytes> lines, List<Bytes> acknowledged, Set<String> outcomes) {}

    /** Commands under everything that can go wrong, then peace. */
    private Run run(long seed, boolean forgetful) {
        Simulation simulation = new Simulation(seed);
        Path own = folder.resolve("run-" + forgetful + seed + "-" + System.identityHashCode(simulation));
        SimulatedGroup group = new SimulatedGroup(simulation, new LedgerHost(own, forgetful), 3);
        SeededRandomness randomness = simulation.fork();
        group.faults(Faults.harsh());
        List<Bytes> acknowledged = new ArrayList<>();
        Set<String> outcomes = new HashSet<>();
        for (int i = 1; i <= 120; i++) {
            int number = i;
            NodeId node = randomness.pick(group.nodes());
            group.replicator(node)
                    .ifPresent(it -> it.submit(command(number)).thenAccept(outcome -> {
                        outcomes.add(outcome.getClass().getSimpleName());
                        if (outcome instanceof Outcome.Applied<Applied>) {
                            acknowledged.add(command(number).body());
                        }
                    }));
            harm(group, randomness);
            simulation.runFor(randomness.between(Duration.ZERO, Duration.ofMillis(60)));
        }
        group.faults(Faults.none());
        for (NodeId node : group.nodes()) {
            group.heal(node);
            if (group.replicator(node).isEmpty()) {
                group.start(node);
            }
        }
        simulation.runUntilQuiet();
        assertThat(group.isConverged()).as("seed %d converges", seed).isTrue();
        List<Bytes> lines = ledger(group, N1).lines();
        assertThat(group.nodes())
                .allSatisfy(it -> assertThat(ledger(group, it).lines())
                        .as("seed %d, %s", seed, it)
                        .isEqualTo(lines));
        return new Run(simulation.transcript(), lines, acknowledged, outcomes);
    }

    private static void harm(SimulatedGroup group, SeededRandomness randomness) {
        NodeId node = randomness.pick(group.nodes());
        switch (randomness.nextInt(20)) {
            case 0 -> group.crash(node);
            case 1, 2, 3 -> {
                if (group.replicator(node).isEmpty()) {
                    group.start(node);
                }
            }
            case 4 -> group.isolate(node);
            case 5, 6 -> group.heal(node);
            case 7 -> group.elect();
            case 8 -> group.persist(node);
            case 9 -> group.purge();
            case 10 -> group.sendSnapshot(node);
            case 11 -> group.clock(node).jump(Duration.ofMinutes(randomness.between(-60, 60)));
            case 12 -> group.cut(node, randomness.pick(group.nodes()));
            default -> {}
        }
    }

    private SimulatedGroup group(Simulation simulation, int size) {
        SimulatedGroup group =
                new SimulatedGroup(simulation, new LedgerHost(folder.resolve("s" + simulation.seed()), false), size);
        assertThat(simulation.runUntil(() -> group.isConverged() && knowsLeader(group), LONG))
                .isTrue();
        return group;
    }

    private static boolean knowsLeader(SimulatedGroup group) {
        return group.nodes().stream()
                .allMatch(it ->
                        group.replicator(it).orElseThrow().status().leader().isPresent());
    }

    private static CompletableFuture<Outcome<Applied>> submit(SimulatedGroup group, NodeId node, int number) {
        return group.replicator(node).orElseThrow().submit(command(number));
    }

    private static Command command(int number) {
        return new Command(1, number, 0, Bytes.utf8("command " + number));
    }

    private static NodeId nodeOf(int i) {
        return new NodeId("n" + (i % 3 + 1));
    }

    private static LedgerMachine ledger(SimulatedGroup group, NodeId node) {
        return (LedgerMachine) group.replicator(node).orElseThrow().machine();
    }
}
