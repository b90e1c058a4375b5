package meridian.store;

import static meridian.store.MachineFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import meridian.base.Machine;
import meridian.raft.Position;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads that may be a little behind. */
class ReaderTest {
    private static final RangeQuery KEY = RangeQuery.of(KeyRange.single(bytes("a")));
    private static final Duration LAG = Duration.ofMillis(100);
    private static final Position POSITION = new Position(1, 1);

    @TempDir
    Path folder;

    private final ScriptedReplicator replicator = new ScriptedReplicator();
    private StoreMachine machine;
    private Reader reader;
    private long nanos;

    @BeforeEach
    void open() {
        machine = StoreMachine.open(folder, MachineFixture.SMALL, Machine.disk());
        reader = new Reader(
                machine,
                replicator,
                new MachineThreads(StoreConfig.DEFAULT.reads()),
                StoreConfig.DEFAULT.reads(),
                () -> nanos);
    }

    @AfterEach
    void close() {
        machine.close();
    }

    @Test
    void the_first_one_asks_the_leader_and_those_soon_after_do_not() {
        read(LAG);
        read(LAG);
        pass(LAG.minusNanos(1));
        read(LAG);
        assertThat(replicator.barriers()).isEqualTo(1);
        pass(Duration.ofNanos(1));
        read(LAG);
        assertThat(replicator.barriers()).isEqualTo(2);
    }

    @Test
    void a_read_that_must_lack_nothing_always_asks() {
        read(LAG);
        read(Duration.ZERO);
        reader.read(Caller.NODE, KEY);
        assertThat(replicator.barriers()).isEqualTo(3);
        read(LAG);
        assertThat(replicator.barriers()).isEqualTo(3);
    }

    @Test
    void what_counts_is_when_the_leader_was_asked_and_not_when_it_answered() {
        CompletableFuture<Position> slow = new CompletableFuture<>();
        replicator.barrier(slow);
        CompletableFuture<?> first = reader.read(Caller.NODE, KEY, LAG);
        pass(LAG);
        assertThat(first).isNotDone();
        slow.complete(POSITION);
        assertThat(first).isCompleted();
        read(LAG);
        assertThat(replicator.barriers()).isEqualTo(2);
    }

    @Test
    void without_an_answer_nothing_is_known() {
        replicator.barrier(CompletableFuture.failedFuture(new IllegalStateException("nobody leads")));
        assertThat(reader.read(Caller.NODE, KEY, LAG)).isCompletedExceptionally();
        assertThat(reader.read(Caller.NODE, KEY, LAG)).isCompletedExceptionally();
        assertThat(replicator.barriers()).isEqualTo(2);
    }

    @Test
    void nobody_is_served_from_more_than_a_minute_ago() {
        read(LAG);
        pass(Duration.ofMinutes(1));
        read(Duration.ofHours(1));
        assertThat(replicator.barriers()).isEqualTo(2);
    }

    private void read(Duration lag) {
        assertThat(reader.read(Caller.NODE, KEY, lag)).isCompletedWithValueMatching(Reply.Done.class::isInstance);
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }
}
