package meridian.coordination;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import meridian.base.Bytes;
import meridian.base.Outcome;
import meridian.store.KeyRange;
import meridian.store.KeyValue;
import meridian.store.Reply;
import meridian.store.Result;
import meridian.store.StoreError;

/**
 * A count that all share and count down, and wait for that it is 0. Then it may be set anew. It is the decimal digits
 * under one key, which is not there when the count is 0.
 */
public final class Latch {
    private final Contest contest;
    private final Cells cells;
    private final Bytes key;

    Latch(Contest contest, Cells cells, Bytes name) {
        this.contest = contest;
        this.cells = cells;
        this.key = Keys.of(name).latch();
    }

    /** Sets the count if it stands at 0; says whether it did. */
    public CompletableFuture<Outcome<Reply<Boolean>>> set(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("a latch with the count " + count + " is open: give at least 1");
        }
        Optional<Bytes> digits = digits(count);
        return cells.change(key, before -> Outcome.applied(before.isPresent() ? before : digits))
                .thenApply(outcome -> outcome.map(
                        reply -> reply.map(changed -> changed.before().isEmpty())));
    }

    /** Counts down by one, unless it stands at 0; says what the count is then. */
    public CompletableFuture<Outcome<Reply<Integer>>> countDown() {
        return cells.change(key, before -> Outcome.applied(digits(count(before) - 1)))
                .thenApply(outcome -> outcome.map(reply -> reply.map(changed -> count(changed.after()))));
    }

    /** Linearizable. */
    public CompletableFuture<Outcome<Reply<Integer>>> get() {
        return cells.get(key).thenApply(outcome -> outcome.map(reply -> reply.map(Latch::count)));
    }

    private static int count(Optional<Bytes> digits) {
        return digits.map(it -> Math.clamp(Steps.number(it, 0), 0, Integer.MAX_VALUE))
                .orElse(0);
    }

    private static Optional<Bytes> digits(int count) {
        return count <= 0 ? Optional.empty() : Optional.of(Bytes.utf8(Integer.toString(count)));
    }

    /** Waits until the count is 0. Answers yes, or no when it was cancelled before. */
    public Claim<Reply<Boolean>> await() {
        Claim<Reply<Boolean>> claim = Claim.lookingOn();
        if (contest.admit(claim, Reply.Refused::new)) {
            Steps.read(contest.store(), KeyRange.single(key)).thenAccept(outcome -> {
                if (outcome
                                instanceof
                                Outcome.Applied<Reply<Result.Read>>(
                                        Reply.Done<Result.Read>(Result.Read read, Reply.Header header))
                        && !read.keyValues().isEmpty()) {
                    new Watching(claim, header.revision()).begin();
                } else {
                    claim.end(outcome.map(reply -> reply.map(_ -> true)));
                }
            });
        }
        return claim;
    }

    /** Waits no longer than that. */
    public Claim<Reply<Boolean>> await(Duration patience) {
        return contest.within(patience, await());
    }

    /** All who wait here on this node look at one copy of the count, which one watch keeps up to date. */
    private final class Watching implements LeaderObserver {
        private final Claim<Reply<Boolean>> claim;
        private final long stoodAt;
        private final Observation observation;

        /** @param stoodAt a revision at which the count was not 0; what the copy knows of earlier ones does not count */
        Watching(Claim<Reply<Boolean>> claim, long stoodAt) {
            this.claim = claim;
            this.stoodAt = stoodAt;
            this.observation = new Observation(contest.lines(), new Keys(key), this);
        }

        void begin() {
            claim.outcome().whenComplete((_, _) -> observation.close());
            if (claim.waits(() -> end(false))) {
                observation.begin();
            } else {
                end(false);
            }
        }

        @Override
        public void leads(Optional<KeyValue> count, long revision) {
            if (revision > stoodAt && count.isEmpty()) {
                claim.end(Outcome.applied(new Reply.Done<>(true, new Reply.Header(revision, 0))));
            }
        }

        @Override
        public void refused(StoreError error) {
            claim.end(Outcome.applied(new Reply.Refused<>(error)));
        }

        private void end(boolean open) {
            claim.end(Outcome.applied(new Reply.Done<>(open, new Reply.Header(stoodAt, 0))));
        }
    }
}
