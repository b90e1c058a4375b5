package meridian.store;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import meridian.base.Bytes;
import meridian.base.Limit;
import meridian.base.Outcome;
import meridian.base.Outcome.Refusal;
import meridian.base.Randomness;
import meridian.base.Ticker;
import meridian.raft.Command;
import meridian.raft.Replicator;
import meridian.raft.Replicator.Applied;
import org.jspecify.annotations.Nullable;

/**
 * Brings writes through the log, each exactly once or with an honest "unknown".
 *
 * <p>All writes of the node share one session; each has a number of its own, which all its attempts repeat, so that the
 * state machine does it once however many of them arrive. Numbers go on over a change of the session. An attempt that
 * failed, or whose fate is unknown, is repeated until the deadline; only a session that ended under an attempt of
 * unknown fate ends the write, because a repetition in another session could do it twice.
 *
 * <p>On the way that goes well a write takes one short lock to get its number and one to give it back.
 */
final class Submitter implements AutoCloseable {
    private static final Duration SWEEP = Duration.ofMillis(100);

    private final Replicator replicator;
    private final Ticker ticker;
    private final Threads threads;
    private final Backoff backoff;
    private final Limit limit;
    private final long timeoutNanos;
    private final Outstanding outstanding;
    private final SessionOpener sessions;
    private volatile boolean closed;

    Submitter(
            Replicator replicator, StoreConfig.Requests limits, Ticker ticker, Threads threads, Randomness randomness) {
        this.replicator = replicator;
        this.ticker = ticker;
        this.threads = threads;
        this.backoff = new Backoff(limits.backoffMin(), limits.backoffMax(), randomness);
        this.limit = limits.outstanding();
        this.timeoutNanos = limits.timeout().toNanos();
        this.outstanding = new Outstanding(limit);
        this.sessions = new SessionOpener(replicator, threads, backoff, randomness, this::send);
    }

    /** Begins to look for writes that are overdue. */
    void start() {
        threads.later(SWEEP, this::sweep);
    }

    /** @param codec reads the answer to this kind of command */
    <T> CompletableFuture<Outcome<Reply<T>>> submit(Bytes body, AnswerCodec.Of<T> codec) {
        Submission<T> submission = new Submission<>(body, codec, ticker.nanos() + timeoutNanos);
        if (closed) {
            return CompletableFuture.completedFuture(stopped());
        }
        if (!outstanding.add(submission)) {
            return CompletableFuture.completedFuture(
                    Outcome.notApplied(Refusal.OVERLOADED, limit.exceeded(limit.max() + 1)));
        }
        attempt(submission);
        return submission;
    }

    /** Only a write that surely was not done yet may go to another session than before. */
    private void attempt(Submission<?> submission) {
        if (submission.isDoubtful()) {
            send(submission, submission.session());
        } else {
            sessions.use(submission);
        }
    }

    private <T> void send(Submission<T> submission, long session) {
        if (closed) {
            giveUp(submission, Refusal.STOPPED, "the node is stopping");
        } else if (submission.begin(session)) {
            replicator
                    .submit(new Command(session, submission.number(), outstanding.lowest(), submission.body()))
                    .whenComplete((outcome, problem) -> attempted(submission, outcome, problem));
        }
    }

    private <T> void attempted(
            Submission<T> submission, @Nullable Outcome<Applied> outcome, @Nullable Throwable problem) {
        switch (outcome) {
            case Outcome.Applied<Applied>(Applied applied) -> answered(submission, applied.result());
            case Outcome.NotApplied<Applied>(Refusal refusal, String message) -> refused(submission, refusal, message);
            case Outcome.Unknown<Applied>(String message) -> failed(submission, false, message);
            case null -> failed(submission, false, "the attempt failed: " + problem);
        }
    }

    private <T> void answered(Submission<T> submission, Bytes result) {
        switch (submission.decode(result)) {
            case Answer.Given<T>(Reply<T> reply) -> end(submission, Outcome.applied(reply));
            case Answer.SessionExpired<T>() -> sessionExpired(submission);
            case Answer.Forgotten<T>() ->
                end(submission, Outcome.unknown("the write was done, but its result was too large to be kept"));
            case Answer.Malformed<T>(String reason) ->
                end(submission, Outcome.unknown("the leader did not understand the write: " + reason));
        }
    }

    private void refused(Submission<?> submission, Refusal refusal, String message) {
        switch (refusal) {
            case SESSION_EXPIRED -> sessionExpired(submission);
            case NO_LEADER, LEADER_CHANGED -> failed(submission, true, message);
            case OVERLOADED -> {
                if (submission.isDoubtful()) {
                    failed(submission, true, message);
                } else {
                    refuse(submission, refusal, message);
                }
            }
            case TOO_LARGE, INVALID, STOPPED -> refuse(submission, refusal, message);
        }
    }

    private void sessionExpired(Submission<?> submission) {
        if (!submission.failed(true)) {
            return;
        }
        sessions.expired(submission.session());
        if (submission.isDoubtful()) {
            giveUp(submission, Refusal.SESSION_EXPIRED, "the session ended before the fate of an attempt was known");
        } else {
            again(submission, "the session is not known any more");
        }
    }

    private void failed(Submission<?> submission, boolean certain, String message) {
        if (submission.failed(certain)) {
            again(submission, message);
        }
    }

    private void refuse(Submission<?> submission, Refusal refusal, String message) {
        submission.failed(true);
        giveUp(submission, refusal, message);
    }

    private void again(Submission<?> submission, String message) {
        if (closed) {
            giveUp(submission, Refusal.STOPPED, "the node is stopping");
        } else if (submission.isOverdue(ticker.nanos())) {
            giveUp(submission, Refusal.NO_LEADER, message);
        } else {
            threads.later(backoff.pause(submission.attempts()), () -> attempt(submission));
        }
    }

    private <T> void giveUp(Submission<T> submission, Refusal refusal, String message) {
        submission.giveUp(refusal, message).ifPresent(outcome -> finish(submission, outcome));
    }

    private <T> void end(Submission<T> submission, Outcome<Reply<T>> outcome) {
        if (submission.end()) {
            finish(submission, outcome);
        }
    }

    private <T> void finish(Submission<T> submission, Outcome<Reply<T>> outcome) {
        outstanding.settle(submission.number());
        submission.complete(outcome);
    }

    /** Ends what is overdue, also attempts that the log never answers. */
    private void sweep() {
        if (closed) {
            return;
        }
        for (Submission<?> submission : outstanding.overdue(ticker.nanos())) {
            giveUp(submission, Refusal.NO_LEADER, "no outcome in " + Duration.ofNanos(timeoutNanos));
        }
        threads.later(SWEEP, this::sweep);
    }

    /** Ends all writes that have no outcome yet. */
    @Override
    public void close() {
        closed = true;
        for (Submission<?> submission : outstanding.all()) {
            giveUp(submission, Refusal.STOPPED, "the node is stopping");
        }
        sessions.close();
    }

    private static <T> Outcome<T> stopped() {
        return Outcome.notApplied(Refusal.STOPPED, "the node is stopping");
    }
}
