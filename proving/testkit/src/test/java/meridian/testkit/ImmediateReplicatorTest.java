package meridian.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import meridian.base.Bytes;
import meridian.base.Machine;
import meridian.base.NodeId;
import meridian.base.Outcome;
import meridian.base.Outcome.Refusal;
import meridian.raft.Command;
import meridian.raft.Position;
import meridian.raft.Replicator;
import meridian.raft.Replicator.Applied;
import meridian.raft.Replicator.MemberChange;
import meridian.raft.Role;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImmediateReplicatorTest {
    @TempDir
    Path folder;

    private LedgerMachine machine;
    private Replicator replicator;

    @BeforeEach
    void start() {
        machine = new LedgerMachine(folder, false);
        replicator = SimulatedGroup.immediate(machine, Machine.clock());
    }

    @AfterEach
    void stop() {
        replicator.close();
    }

    @Test
    void commands_are_applied_in_the_order_they_came() {
        List<CompletableFuture<Outcome<Applied>>> answers = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            answers.add(replicator.submit(new Command(1, i + 1, 0, Bytes.utf8("line " + i))));
        }
        long index = 0;
        for (int i = 0; i < answers.size(); i++) {
            Applied applied = applied(answers.get(i).join());
            assertThat(applied.result().toUtf8()).isEqualTo(Integer.toString(i));
            assertThat(applied.position().index()).isGreaterThanOrEqualTo(index);
            index = applied.position().index();
        }
        assertThat(replicator.readBarrier().join()).isEqualTo(new Position(1, index));
    }

    @Test
    void it_leads_from_the_start() throws Exception {
        replicator.readBarrier().get();
        assertThat(machine.roles()).containsExactly("LEADER 1");
        Replicator.Status status = replicator.status();
        assertThat(status.role()).isEqualTo(Role.LEADER);
        assertThat(status.leader()).contains(status.self());
        assertThat(status.members()).hasSize(1);
    }

    @Test
    void questions_go_to_its_own_answerer() {
        assertThatThrownBy(() -> replicator.askLeader(Bytes.EMPTY).get())
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(Replicator.Unavailable.class);
        replicator.answer(question -> CompletableFuture.completedFuture(question.successor()));
        assertThat(replicator.askLeader(Bytes.utf8("a")).join()).isEqualTo(Bytes.utf8("a\0"));
    }

    @Test
    void members_can_change() {
        Outcome<?> outcome =
                replicator.change(new MemberChange.Remove(new NodeId("n1"))).join();
        assertThat(outcome).isEqualTo(Outcome.applied(List.of()));
        assertThat(replicator.transferLeadership(new NodeId("n2")).join()).isInstanceOf(Outcome.NotApplied.class);
    }

    @Test
    void after_the_end_nothing_is_applied() {
        replicator.close();
        assertThat(replicator.submit(Command.sessionless(Bytes.EMPTY)).join())
                .isEqualTo(Outcome.notApplied(Refusal.STOPPED, "the node is stopped"));
        assertThatThrownBy(() -> replicator.readBarrier().get()).hasCauseInstanceOf(Replicator.Unavailable.class);
    }

    private static Applied applied(Outcome<Applied> outcome) {
        return ((Outcome.Applied<Applied>) outcome).value();
    }
}
