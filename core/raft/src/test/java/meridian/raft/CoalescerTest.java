package meridian.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import meridian.base.Bytes;
import meridian.base.Limit;
import meridian.base.Outcome;
import meridian.base.Outcome.Refusal;
import meridian.raft.Replicator.Applied;
import org.junit.jupiter.api.Test;

class CoalescerTest {
    private static final Duration LINGER_MAX = Duration.ofNanos(1_000);

    private final List<List<Waiting>> sent = new ArrayList<>();
    private final List<CompletableFuture<Void>> underWay = new ArrayList<>();
    private final List<Runnable> timers = new ArrayList<>();
    private final List<Long> timerNanos = new ArrayList<>();
    private long now;
    private final Coalescer coalescer = coalescer(limits(1_000, 300, 10_000), batch -> {
        CompletableFuture<Void> done = new CompletableFuture<>();
        sent.add(batch);
        underWay.add(done);
        return done;
    });

    private Coalescer coalescer(RaftConfig.Limits limits, Coalescer.Sender sender) {
        return new Coalescer(limits, LINGER_MAX, () -> now, this::after, sender);
    }

    private void after(long nanos, Runnable work) {
        timerNanos.add(nanos);
        timers.add(work);
    }

    private static RaftConfig.Limits limits(int commandsWaiting, int entryCommands, int entryBytes) {
        return new RaftConfig.Limits(
                new Limit("raft.commands-waiting-max", commandsWaiting),
                new Limit("raft.bytes-waiting-max", 1 << 20),
                new Limit("raft.entry-commands-max", entryCommands),
                new Limit("raft.entry-bytes-max", entryBytes),
                new Limit("raft.entries-in-flight-max", 3),
                new Limit("raft.unpersisted-bytes-max", 1 << 20),
                new Limit("raft.log-entries-kept", 10));
    }

    private CompletableFuture<Outcome<Applied>> add(int bytes) {
        return coalescer.add(new Waiting(Command.sessionless(Bytes.wrap(new byte[bytes])), true));
    }

    private List<Integer> sizes() {
        return sent.stream().map(List::size).toList();
    }

    @Test
    void a_lone_command_leaves_at_once_and_those_behind_it_leave_together() {
        for (int i = 0; i < 5; i++) {
            add(1);
        }
        assertThat(sizes()).containsExactly(1);
        underWay.getFirst().complete(null);
        assertThat(sizes()).containsExactly(1, 4);
    }

    @Test
    void a_second_batch_leaves_early_when_it_is_worth_it() {
        for (int i = 0; i < 129; i++) {
            add(1);
        }
        assertThat(sizes()).containsExactly(1, 128);
    }

    /** A batch of one and then one of nine, which took the time. */
    private void answerNine(long nanos) {
        addAll(10);
        underWay.getFirst().complete(null);
        now += nanos;
        underWay.get(1).complete(null);
        assertThat(sizes()).containsExactly(1, 9);
    }

    private void addAll(int count) {
        for (int i = 0; i < count; i++) {
            add(1);
        }
    }

    @Test
    void after_a_batch_the_next_one_waits_for_as_many_as_were_answered() {
        answerNine(100);
        addAll(8);
        assertThat(sizes()).containsExactly(1, 9);
        add(1);
        assertThat(sizes()).containsExactly(1, 9, 9);
    }

    @Test
    void the_next_batch_waits_no_longer_than_half_the_time_of_the_last_one() {
        answerNine(100);
        add(1);
        assertThat(sizes()).containsExactly(1, 9);
        assertThat(timerNanos).containsExactly(50L);
        timers.getFirst().run();
        assertThat(sizes()).containsExactly(1, 9, 1);
    }

    @Test
    void and_never_longer_than_configured() {
        answerNine(1_000_000);
        assertThat(timerNanos).containsExactly(1_000L);
    }

    @Test
    void a_timer_that_comes_late_does_not_end_another_batchs_wait() {
        answerNine(100);
        addAll(9);
        now += 100;
        underWay.get(2).complete(null);
        add(1);
        timers.getFirst().run();
        assertThat(sizes()).containsExactly(1, 9, 9);
        timers.get(1).run();
        assertThat(sizes()).containsExactly(1, 9, 9, 1);
    }

    @Test
    void when_nobody_comes_back_the_next_command_leaves_at_once_after_the_wait() {
        answerNine(100);
        timers.getFirst().run();
        add(1);
        assertThat(sizes()).containsExactly(1, 9, 1);
    }

    @Test
    void a_batch_holds_no_more_bytes_than_an_entry_may() {
        add(1);
        add(6_000);
        add(6_000);
        underWay.getFirst().complete(null);
        assertThat(sizes()).containsExactly(1, 1);
        underWay.get(1).complete(null);
        assertThat(sizes()).containsExactly(1, 1, 1);
    }

    @Test
    void a_command_larger_than_an_entry_is_refused_with_the_limits_name() {
        assertThat(add(20_000).join()).isInstanceOfSatisfying(Outcome.NotApplied.class, refused -> {
            assertThat(refused.refusal()).isEqualTo(Refusal.TOO_LARGE);
            assertThat(refused.message()).contains("raft.entry-bytes-max");
        });
    }

    @Test
    void more_commands_than_may_wait_are_refused() {
        Coalescer small = coalescer(limits(2, 300, 10_000), batch -> new CompletableFuture<>());
        List<CompletableFuture<Outcome<Applied>>> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            all.add(small.add(new Waiting(Command.sessionless(Bytes.EMPTY), true)));
        }
        assertThat(all.subList(0, 3)).noneMatch(CompletableFuture::isDone);
        assertThat(all.getLast().join()).isInstanceOfSatisfying(Outcome.NotApplied.class, refused -> {
            assertThat(refused.refusal()).isEqualTo(Refusal.OVERLOADED);
            assertThat(refused.message()).contains("raft.commands-waiting-max");
        });
    }

    @Test
    void what_waits_when_it_closes_was_not_applied() {
        add(1);
        CompletableFuture<Outcome<Applied>> waiting = add(1);
        coalescer.close();
        assertThat(waiting.join()).isInstanceOf(Outcome.NotApplied.class);
        assertThat(add(1).join()).isInstanceOf(Outcome.NotApplied.class);
    }
}
