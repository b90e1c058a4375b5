package meridian.store;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import meridian.base.Bytes;
import meridian.base.Outcome;
import meridian.base.Outcome.Refusal;

/**
 * One write on its way, from the first attempt to its outcome: waiting for its (next) attempt, in flight, or ended. It
 * remembers whether an earlier attempt may have got through, because from then on "not applied" is no longer an answer
 * that it can give.
 */
final class Submission<T> extends CompletableFuture<Outcome<Reply<T>>> {
    private final Bytes body;
    private final AnswerCodec.Of<T> codec;
    private final long deadlineNanos;
    private long number;
    private long session;
    private int attempts;
    private boolean inFlight;
    private boolean doubtful;
    private boolean ended;

    Submission(Bytes body, AnswerCodec.Of<T> codec, long deadlineNanos) {
        this.body = body;
        this.codec = codec;
        this.deadlineNanos = deadlineNanos;
    }

    /** Set once, before anybody else sees the submission. */
    void number(long given) {
        this.number = given;
    }

    long number() {
        return number;
    }

    Bytes body() {
        return body;
    }

    boolean isOverdue(long nowNanos) {
        return nowNanos - deadlineNanos >= 0;
    }

    Answer<T> decode(Bytes answer) {
        return codec.decode(answer);
    }

    synchronized long session() {
        return session;
    }

    synchronized int attempts() {
        return attempts;
    }

    /** May an attempt have got through whose outcome is not known? */
    synchronized boolean isDoubtful() {
        return doubtful;
    }

    /** An attempt begins; false when the submission has ended meanwhile. */
    synchronized boolean begin(long inSession) {
        if (ended) {
            return false;
        }
        session = inSession;
        attempts++;
        inFlight = true;
        return true;
    }

    /**
     * The attempt failed; false when the submission has ended meanwhile.
     *
     * @param certain whether this attempt is known not to have got through
     */
    synchronized boolean failed(boolean certain) {
        inFlight = false;
        doubtful |= !certain;
        return !ended;
    }

    /** Ends the submission; only the first one who tries may complete it. */
    synchronized boolean end() {
        boolean first = !ended;
        ended = true;
        return first;
    }

    /** Ends the submission without an answer. Empty when it has ended already. */
    synchronized Optional<Outcome<Reply<T>>> giveUp(Refusal refusal, String message) {
        if (!end()) {
            return Optional.empty();
        }
        return Optional.of(
                doubtful || inFlight
                        ? Outcome.unknown("the write may have been done: " + message)
                        : Outcome.notApplied(refusal, message));
    }
}
