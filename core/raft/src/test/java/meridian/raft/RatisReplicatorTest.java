package meridian.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import meridian.base.Bytes;
import meridian.base.Limit;
import meridian.base.NodeId;
import meridian.base.Outcome;
import meridian.raft.Cluster.Node;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RatisReplicatorTest {
    @TempDir
    Path folder;

    @Test
    void a_single_node_applies_what_it_is_given() {
        try (Cluster cluster = Cluster.started(folder, 1)) {
            cluster.write(cluster.leader(), "one");
            assertThat(cluster.leader().ledger.lines()).containsExactly("one");
        }
    }

    @Test
    void every_node_takes_writes_and_all_end_up_the_same() {
        try (Cluster cluster = Cluster.started(folder, 3)) {
            cluster.leader();
            List<CompletableFuture<Outcome<Replicator.Applied>>> writes = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                Node node = cluster.node("n" + (1 + i % 3));
                writes.add(node.replicator.submit(Command.sessionless(Bytes.utf8("line " + i))));
            }
            assertThat(writes).allMatch(write -> Cluster.get(write) instanceof Outcome.Applied<?>);
            cluster.awaitSame();
            assertThat(cluster.leader().ledger.lines()).hasSize(300);
        }
    }

    @Test
    void a_read_barrier_on_any_node_sees_what_was_acknowledged_before() {
        try (Cluster cluster = Cluster.started(folder, 3)) {
            for (int i = 0; i < 30; i++) {
                cluster.write(cluster.leader(), "line " + i);
                Node reader = cluster.node("n" + (1 + i % 3));
                Cluster.get(reader.replicator.readBarrier());
                assertThat(reader.ledger.lines()).hasSize(i + 1);
            }
        }
    }

    @Test
    void what_one_node_has_shown_is_not_hidden_by_a_leader_that_is_slow_to_apply() {
        try (Cluster cluster = Cluster.started(folder, 3)) {
            Node leader = cluster.leader();
            Node follower = cluster.follower();
            cluster.write(leader, "first");
            CompletableFuture<Position> read;
            synchronized (leader.ledger) {
                leader.replicator.submit(Command.sessionless(Bytes.utf8("second")));
                Cluster.await(
                        "a follower shows it", () -> follower.ledger.lines().contains("second"));
                read = leader.replicator.readBarrier();
                assertThat(read).failsWithin(Duration.ofMillis(500));
            }
            assertThat(Cluster.get(read).index())
                    .isGreaterThanOrEqualTo(
                            follower.replicator.status().applied().index());
        }
    }

    @Test
    void a_leader_that_is_cut_off_serves_no_reads_and_the_others_go_on() {
        try (Cluster cluster = Cluster.started(folder, 3)) {
            Node old = cluster.leader();
            cluster.write(old, "before");
            Cluster.get(old.replicator.readBarrier());
            cluster.switchboard.isolate(old.member.node());
            CompletableFuture<Position> read = old.replicator.readBarrier();
            assertThat(read.handle((position, failure) -> failure))
                    .succeedsWithin(Duration.ofSeconds(20))
                    .isNotNull();
            cluster.switchboard.heal();
            cluster.write(cluster.leader(), "after");
            cluster.awaitSame();
        }
    }

    @Test
    void what_was_acknowledged_is_there_after_all_nodes_restart() {
        try (Cluster cluster = Cluster.started(folder, 3)) {
            for (int i = 0; i < 20; i++) {
                cluster.write(cluster.leader(), "line " + i);
            }
            cluster.nodes.values().stream().toList().forEach(cluster::stop);
            cluster.startAll();
            cluster.awaitSame();
            assertThat(cluster.leader().ledger.lines()).hasSize(20);
        }
    }

    @Test
    void a_log_that_changed_while_the_node_was_stopped_is_refused() throws IOException {
        try (Cluster cluster = Cluster.started(folder, 1)) {
            for (int i = 0; i < 10; i++) {
                cluster.write(cluster.leader(), "line " + i);
            }
            cluster.stop(cluster.leader());
            Path segment = segment(cluster.folder("n1"));
            byte[] bytes = Files.readAllBytes(segment);
            for (int offset = 0; offset < bytes.length; offset += 97) {
                byte[] changed = bytes.clone();
                changed[offset] ^= 1;
                Files.write(segment, changed);
                assertThatThrownBy(() -> cluster.start("n1"))
                        .isInstanceOf(DamagedLog.class)
                        .hasMessageContaining(segment.getFileName() + " is damaged");
            }
            Files.write(segment, bytes);
            cluster.start("n1");
            cluster.awaitSame();
            assertThat(cluster.leader().ledger.lines()).hasSize(10);
        }
    }

    private static Path segment(Path data) throws IOException {
        try (Stream<Path> files = Files.walk(data)) {
            return files.filter(file -> String.valueOf(file.getFileName()).startsWith("log_"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void leadership_moves_where_it_is_sent() {
        try (Cluster cluster = Cluster.started(folder, 3)) {
            Node follower = cluster.follower();
            NodeId target = follower.member.node();
            assertThat(Cluster.get(follower.replicator.transferLeadership(target)))
                    .isEqualTo(Outcome.applied(target));
            Cluster.await("the target leads", () -> follower.replicator.status().role() == Role.LEADER);
            cluster.write(follower, "led");
        }
    }

    @Test
    void a_question_reaches_the_leader_from_every_node() {
        try (Cluster cluster = Cluster.started(folder, 3)) {
            cluster.leader();
            cluster.nodes
                    .values()
                    .forEach(node -> node.replicator.answer(question -> CompletableFuture.completedFuture(
                            Bytes.utf8(question.toUtf8() + " " + node.member.node()))));
            for (Node node : cluster.nodes.values()) {
                assertThat(Cluster.get(node.replicator.askLeader(Bytes.utf8("who leads?")))
                                .toUtf8())
                        .isEqualTo("who leads? " + cluster.leader().member.node());
            }
        }
    }

    @Test
    void a_node_that_lost_its_data_comes_back_as_a_new_incarnation() {
        try (Cluster cluster = Cluster.started(folder, 3)) {
            for (int i = 0; i < 10; i++) {
                cluster.write(cluster.leader(), "line " + i);
            }
            Node lost = cluster.follower();
            String name = lost.member.node().name();
            cluster.stop(lost);
            cluster.loseData(name);
            Node returned = cluster.start(name);
            Cluster.await(
                    "it is a member again",
                    () -> cluster.leader().replicator.status().members().contains(returned.member));
            cluster.write(returned, "back");
            cluster.awaitSame();
        }
    }

    @Test
    void an_empty_node_takes_a_snapshot_when_the_log_no_longer_reaches_back() {
        RaftConfig.Limits limits = limits(64, 1);
        try (Cluster cluster = new Cluster(folder, 3, limits)) {
            cluster.startAll();
            for (int i = 0; i < 50; i++) {
                cluster.write(cluster.leader(), "line " + i + " " + "x".repeat(100));
            }
            Node lost = cluster.follower();
            cluster.stop(lost);
            cluster.loseData(lost.member.node().name());
            cutLog(cluster);
            Node empty = cluster.start(lost.member.node().name());
            cluster.awaitSame();
            assertThat(empty.ledger.installs()).isPositive();
            cluster.write(cluster.node(lost.member.node().name()), "back");
            cluster.awaitSame();
        }
    }

    @Test
    void an_empty_node_comes_in_however_long_that_takes_and_though_it_stops_meanwhile() {
        try (Cluster cluster = new Cluster(folder, 3, limits(64, 1))) {
            cluster.startAll();
            for (int i = 0; i < 50; i++) {
                cluster.write(cluster.leader(), "line " + i + " " + "x".repeat(100));
            }
            Node lost = cluster.follower();
            String name = lost.member.node().name();
            cluster.stop(lost);
            cluster.loseData(name);
            cutLog(cluster);
            cluster.switchboard.lose(RaftServices.SNAPSHOT_OPEN);
            Node slow = cluster.start(name);
            awaitLongerThanTheCheckForRemovedMembers();
            assertThat(cluster.leader().replicator.status().members()).doesNotContain(slow.member);
            cluster.stop(slow);
            cluster.switchboard.heal();
            Node again = cluster.start(name);
            Cluster.await(
                    "it is a member again",
                    () -> cluster.leader().replicator.status().members().contains(again.member));
            cluster.write(again, "back");
            cluster.awaitSame();
        }
    }

    @Test
    void a_node_goes_on_though_the_log_of_the_others_begins_right_behind_what_it_has() {
        try (Cluster cluster = new Cluster(folder, 3, limits(64, 1))) {
            cluster.startAll();
            cluster.write(cluster.leader(), "before " + "x".repeat(100));
            cluster.awaitSame();
            Node away = cluster.follower();
            Cluster.await(
                    "it has all of that durably",
                    () -> away.ledger.durable().equals(cluster.leader().ledger.applied()));
            cluster.stop(away);
            cutLog(cluster);
            cluster.write(cluster.leader(), "meanwhile " + "x".repeat(100));
            Cluster.await(
                    "that is durable with the leader",
                    () -> cluster.leader()
                            .ledger
                            .durable()
                            .equals(cluster.leader().ledger.applied()));
            Node back = cluster.start(away.member.node().name());
            cluster.awaitSame();
            assertThat(back.ledger.installs()).isZero();
        }
    }

    /** A new leader begins a new file of the log, and files that are done go when their entries are durable elsewhere. */
    private static void cutLog(Cluster cluster) {
        Node old = cluster.leader();
        NodeId next = cluster.follower().member.node();
        old.replicator.transferLeadership(next).join();
        Cluster.await("the leader changed", () -> cluster.leader() != old);
        cluster.write(cluster.leader(), "by the new leader");
        cluster.write(cluster.leader(), "and once more");
    }

    private static void awaitLongerThanTheCheckForRemovedMembers() {
        long begin = System.nanoTime();
        Cluster.await("seven seconds passed", () -> System.nanoTime() - begin > 7_000_000_000L);
    }

    @Test
    void a_leader_that_was_cut_off_comes_back_though_the_others_cut_their_log() {
        try (Cluster cluster = new Cluster(folder, 3, limits(64, 1))) {
            cluster.startAll();
            for (int i = 0; i < 10; i++) {
                cluster.write(cluster.leader(), "line " + i);
            }
            cluster.awaitSame();
            Node old = cluster.leader();
            Node other = cluster.follower();
            cluster.switchboard.isolate(old.member.node());
            old.replicator.submit(Command.sessionless(Bytes.utf8("only in the old leader's log")));
            for (int i = 0; i < 10; i++) {
                cluster.write(other, "line without it " + i + " " + "x".repeat(100));
            }
            cluster.switchboard.heal();
            cluster.write(old, "back");
            cluster.awaitSame();
        }
    }

    @Test
    void members_come_as_learners_get_a_vote_and_go() {
        try (Cluster cluster = Cluster.started(folder, 1)) {
            cluster.write(cluster.leader(), "alone");
            Node leader = cluster.leader();
            Node added = cluster.start("n2");
            Member learner = added.member.asLearner();
            assertThat(Cluster.get(leader.replicator.change(new Replicator.MemberChange.Add(learner))))
                    .isEqualTo(Outcome.applied(List.of(leader.member, learner)));
            cluster.awaitSame();
            assertThat(Cluster.get(added.replicator.change(new Replicator.MemberChange.Promote(new NodeId("n2")))))
                    .isEqualTo(Outcome.applied(List.of(leader.member, added.member)));
            cluster.write(added, "together");
            cluster.awaitSame();
            assertThat(Cluster.get(leader.replicator.change(new Replicator.MemberChange.Remove(new NodeId("n2")))))
                    .isEqualTo(Outcome.applied(List.of(leader.member)));
            cluster.write(leader, "alone again");
            Cluster.await("n2 gives up", () -> cluster.failures.contains("n2 was removed from the cluster"));
        }
    }

    @Test
    void a_learner_that_was_promoted_helps_to_elect_when_the_leader_that_added_it_is_gone() {
        try (Cluster cluster = Cluster.started(folder, 2)) {
            Node leader = cluster.leader();
            cluster.write(leader, "before");
            Node added = cluster.start("n3");
            Cluster.get(leader.replicator.change(new Replicator.MemberChange.Add(added.member.asLearner())));
            cluster.awaitSame();
            assertThat(Cluster.get(leader.replicator.change(new Replicator.MemberChange.Promote(new NodeId("n3")))))
                    .isInstanceOf(Outcome.Applied.class);
            cluster.write(added, "together");
            cluster.stop(leader);
            cluster.write(cluster.leader(), "without it");
            cluster.awaitSame();
        }
    }

    private static RaftConfig.Limits limits(int unpersistedBytes, int logEntriesKept) {
        RaftConfig.Limits standard = RaftConfig.Limits.DEFAULT;
        return new RaftConfig.Limits(
                standard.commandsWaiting(),
                standard.bytesWaiting(),
                standard.entryCommands(),
                standard.entryBytes(),
                standard.entriesInFlight(),
                new Limit("raft.unpersisted-bytes-max", unpersistedBytes),
                new Limit("raft.log-entries-kept", logEntriesKept));
    }
}
