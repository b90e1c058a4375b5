package meridian.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import meridian.base.Outcome;
import meridian.base.Outcome.Refusal;
import meridian.raft.Command;
import meridian.testkit.Simulation;
import org.junit.jupiter.api.Test;

class SubmitterTest {
    private static final long SESSION = 77;
    private static final StoreConfig.Requests LIMITS = new StoreConfig.Requests(
            128, 1_000, 3, Duration.ofSeconds(7), Duration.ofMillis(10), Duration.ofMillis(250));
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(250);

    private final Simulation simulation = new Simulation(1);
    private final ScriptedReplicator replicator = new ScriptedReplicator();
    private final Submitter submitter =
            new Submitter(replicator, LIMITS, simulation.ticker(), new SimulatedThreads(simulation), simulation.fork());

    SubmitterTest() {
        submitter.start();
    }

    @Test
    void the_first_write_opens_a_session() {
        CompletableFuture<Outcome<Reply<Long>>> write = write();
        assertThat(replicator.last().body()).isInstanceOf(StoreCommand.OpenSession.class);
        assertThat(replicator.last().command().session()).isEqualTo(Command.NO_SESSION);
        replicator.last().done(SESSION);
        assertThat(replicator.last().body()).isEqualTo(new StoreCommand.Compact(5));
        assertThat(replicator.last().command().session()).isEqualTo(SESSION);
        assertThat(replicator.last().command().number()).isEqualTo(1);
        replicator.last().done(5);
        assertThat(write).isCompletedWithValueMatching(SubmitterTest::isApplied);
    }

    @Test
    void writes_that_wait_for_the_session_share_it() {
        write();
        write();
        assertThat(replicator.attempts()).hasSize(1);
        replicator.last().done(SESSION);
        assertThat(replicator.attempts().stream().skip(1).map(it -> it.command().number()))
                .containsExactly(1L, 2L);
    }

    @Test
    void an_open_that_got_no_answer_is_repeated_with_its_nonce() {
        write();
        replicator.last().unknown();
        simulation.runFor(LONGEST_PAUSE);
        assertThat(replicator.attempts()).hasSize(2);
        assertThat(replicator.last().command())
                .isEqualTo(replicator.attempts().getFirst().command());
    }

    @Test
    void an_attempt_of_unknown_fate_is_repeated_with_its_number() {
        open();
        CompletableFuture<Outcome<Reply<Long>>> write = write();
        Command first = replicator.last().command();
        replicator.last().unknown();
        simulation.runFor(LONGEST_PAUSE);
        assertThat(replicator.last().command()).isEqualTo(first);
        replicator.last().done(5);
        assertThat(write).isCompletedWithValueMatching(SubmitterTest::isApplied);
        assertThat(replicator.attempts()).hasSize(4);
    }

    @Test
    void without_a_leader_it_is_tried_again_until_the_deadline() {
        open();
        CompletableFuture<Outcome<Reply<Long>>> write = write();
        refuseUntilDone(write, Refusal.NO_LEADER);
        assertThat(simulation.now()).isBetween(Duration.ofSeconds(7), Duration.ofMillis(7_300));
        assertThat(write.join()).isInstanceOf(Outcome.NotApplied.class);
    }

    @Test
    void one_attempt_of_unknown_fate_leaves_the_write_unknown() {
        open();
        CompletableFuture<Outcome<Reply<Long>>> write = write();
        replicator.last().unknown();
        refuseUntilDone(write, Refusal.LEADER_CHANGED);
        assertThat(write.join()).isInstanceOf(Outcome.Unknown.class);
    }

    @Test
    void an_attempt_that_is_never_answered_ends_as_unknown() {
        open();
        CompletableFuture<Outcome<Reply<Long>>> write = write();
        simulation.runFor(Duration.ofMillis(7_200));
        assertThat(write.join()).isInstanceOf(Outcome.Unknown.class);
    }

    @Test
    void a_session_unknown_at_the_first_attempt_is_replaced() {
        open();
        CompletableFuture<Outcome<Reply<Long>>> write = write();
        replicator.last().answer(new Answer.SessionExpired<>());
        simulation.runFor(LONGEST_PAUSE);
        assertThat(replicator.last().body()).isInstanceOf(StoreCommand.OpenSession.class);
        replicator.last().done(SESSION + 1);
        assertThat(replicator.last().command().session()).isEqualTo(SESSION + 1);
        replicator.last().done(5);
        assertThat(write).isCompletedWithValueMatching(SubmitterTest::isApplied);
    }

    @Test
    void a_session_that_ends_after_an_attempt_of_unknown_fate_leaves_the_write_unknown() {
        open();
        CompletableFuture<Outcome<Reply<Long>>> write = write();
        replicator.last().unknown();
        simulation.runFor(LONGEST_PAUSE);
        replicator.last().answer(new Answer.SessionExpired<>());
        assertThat(write.join()).isInstanceOf(Outcome.Unknown.class);
    }

    @Test
    void a_write_of_unknown_fate_stays_with_its_session_when_others_get_a_new_one() {
        open();
        CompletableFuture<Outcome<Reply<Long>>> doubtful = write();
        replicator.last().unknown();
        write();
        replicator.last().answer(new Answer.SessionExpired<>());
        simulation.runFor(LONGEST_PAUSE);
        replicator.attempts().stream()
                .filter(it -> it.body() instanceof StoreCommand.OpenSession)
                .forEach(it -> it.done(SESSION + 1));
        simulation.runFor(LONGEST_PAUSE);
        assertThat(replicator.attempts().stream()
                        .map(ScriptedReplicator.Attempt::command)
                        .filter(it -> it.number() == 2 && it.session() != SESSION))
                .isEmpty();
        assertThat(doubtful).isNotDone();
    }

    @Test
    void an_attempt_that_lands_after_the_deadline_does_not_cost_the_session() {
        open();
        write();
        ScriptedReplicator.Attempt late = replicator.last();
        simulation.runFor(Duration.ofMillis(7_200));
        late.answer(new Answer.SessionExpired<>());
        write();
        assertThat(replicator.last().command().session()).isEqualTo(SESSION);
    }

    @Test
    void overload_is_answered_at_once() {
        open();
        CompletableFuture<Outcome<Reply<Long>>> write = write();
        replicator.last().refuse(Refusal.OVERLOADED);
        assertThat(write.join())
                .isInstanceOfSatisfying(
                        Outcome.NotApplied.class, it -> assertThat(it.refusal()).isEqualTo(Refusal.OVERLOADED));
    }

    @Test
    void too_many_writes_at_once_are_refused_by_the_name_of_the_limit() {
        List<CompletableFuture<Outcome<Reply<Long>>>> writes = List.of(write(), write(), write());
        assertThat(writes).noneMatch(CompletableFuture::isDone);
        assertThat(write().join())
                .isInstanceOfSatisfying(
                        Outcome.NotApplied.class,
                        it -> assertThat(it.message()).contains("store.requests.outstanding-max"));
    }

    @Test
    void numbers_below_the_oldest_open_write_are_settled() {
        open();
        write();
        ScriptedReplicator.Attempt oldest = replicator.last();
        write();
        replicator.last().done(5);
        write();
        assertThat(replicator.last().command().settledBelow())
                .isEqualTo(oldest.command().number());
        oldest.done(5);
        write();
        assertThat(replicator.last().command().settledBelow())
                .isEqualTo(oldest.command().number() + 2);
    }

    @Test
    void closing_answers_everything() {
        open();
        CompletableFuture<Outcome<Reply<Long>>> flying = write();
        CompletableFuture<Outcome<Reply<Long>>> waiting = write();
        replicator.last().refuse(Refusal.NO_LEADER);
        submitter.close();
        assertThat(flying.join()).isInstanceOf(Outcome.Unknown.class);
        assertThat(waiting.join()).isInstanceOf(Outcome.NotApplied.class);
        assertThat(write().join()).isInstanceOf(Outcome.NotApplied.class);
        assertThat(replicator.last().body()).isEqualTo(new StoreCommand.CloseSession(SESSION));
    }

    private void open() {
        write();
        replicator.last().done(SESSION);
        replicator.last().done(5);
    }

    private CompletableFuture<Outcome<Reply<Long>>> write() {
        return submitter.submit(StoreCodec.encode(new StoreCommand.Compact(5)), AnswerCodec.NUMBER);
    }

    private void refuseUntilDone(CompletableFuture<?> write, Refusal refusal) {
        simulation.runUntil(
                () -> {
                    replicator.last().refuse(refusal);
                    return write.isDone();
                },
                Duration.ofSeconds(20));
    }

    private static boolean isApplied(Outcome<Reply<Long>> outcome) {
        return outcome instanceof Outcome.Applied<Reply<Long>>(Reply.Done<Long>(Long number, Reply.Header _))
                && number == 5;
    }
}
