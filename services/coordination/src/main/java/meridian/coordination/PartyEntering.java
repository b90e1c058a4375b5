package meridian.coordination;

import java.util.List;
import java.util.Optional;
import meridian.base.Bytes;
import meridian.base.Limit;
import meridian.base.Outcome;
import meridian.store.Comparison.Relation;
import meridian.store.KeyRange;
import meridian.store.KeyValue;
import meridian.store.Operation;
import meridian.store.Reply;
import meridian.store.Result;
import meridian.store.Store.TransactionResult;
import meridian.store.StoreError;
import meridian.store.Transaction;

/**
 * One party on its way through a barrier.
 *
 * <p>It follows the line before it puts its key there: so it sees its round become complete with all who belong to it,
 * and knows how many of them came before. It goes on following it to the end, also while it tries to give up: a copy that
 * begins later knows only those who are still there.
 *
 * <p>Its key goes before it is told. So a key that is still there after its round is complete is that of somebody who
 * was not told, because its node died: when it asks again, it has passed.
 */
final class PartyEntering extends Entering<Passage> {
    private final Contest contest;
    private final Limit attempts;
    private final long lease;
    private final Bytes key;
    private final Bytes round;
    private int attempt;

    PartyEntering(Claim<Passage> claim, Contest contest, Keys keys, Wish wish) {
        super(claim, contest, keys, wish);
        this.contest = contest;
        this.attempts = contest.attempts();
        this.lease = wish.lease();
        this.key = wish.key();
        this.round = keys.round();
    }

    @Override
    void begin() {
        Line line = lines().enter(keys());
        claim().outcome().whenComplete((_, _) -> leaveLine());
        line.join(new LeaderObserver() {
            private boolean begun;

            @Override
            public void leads(Optional<KeyValue> leader, long revision) {
                if (!begun) {
                    begun = true;
                    line.leave(this);
                    arrive();
                }
            }

            @Override
            public void refused(StoreError error) {
                claim().end(refusedBy(error));
            }
        });
    }

    private void arrive() {
        Operation put = Steps.put(key, demand().value(), lease);
        store().transact(new Transaction(
                        List.of(Steps.isThere(round)),
                        List.of(Steps.putOrRead(key, put)),
                        List.of(put, Steps.put(round, Bytes.utf8("0"), 0))))
                .thenAccept(this::arrived);
    }

    private void arrived(Outcome<Reply<TransactionResult>> outcome) {
        if (!(outcome
                instanceof
                Outcome.Applied<Reply<TransactionResult>>(
                        Reply.Done<TransactionResult>(TransactionResult result, Reply.Header header)))) {
            claim().end(failure(outcome));
            return;
        }
        if (result.results().getFirst() instanceof Result.Nested(boolean isNew, List<Result> results) && !isNew) {
            standsAt(Place.of(Steps.found(results.getFirst()).getFirst()), false);
        } else {
            standsAt(new Place(header.revision(), key), true);
        }
        standInLine();
    }

    /** To repeat this is safe, whatever became of it: the key is that of this arrival, or it is left alone. */
    @Override
    void won(Reply.Header header, int order) {
        letGo().thenAccept(outcome -> {
            if (outcome instanceof Outcome.Applied<Reply<Boolean>>(Reply.Done<Boolean> _)) {
                claim().end(new Passage.Passed(order));
            } else if (outcome instanceof Outcome.Applied<Reply<Boolean>>(Reply.Refused<Boolean>(StoreError error))) {
                claim().end(refusedBy(error));
            } else if (attempts.allows(++attempt)) {
                contest.soon(() -> won(header, order));
            } else {
                claim().end(Outcome.unknown("all have arrived, but this one could not be taken out: " + outcome));
            }
        });
    }

    /** What the key of the rounds says is known first, because only as long as it says so it can be left. */
    @Override
    void giveUp() {
        Steps.read(store(), KeyRange.single(round)).thenAccept(outcome -> {
            if (outcome
                    instanceof
                    Outcome.Applied<Reply<Result.Read>>(Reply.Done<Result.Read>(Result.Read read, Reply.Header _))) {
                giveUp(read.keyValues().stream().findFirst());
            } else {
                staysInLine(outcome);
            }
        });
    }

    private void giveUp(Optional<KeyValue> rounds) {
        if (Rounds.through(rounds) >= place().revision()) {
            // Its round is complete: it has passed, and hears so from the line.
            lines().enter(keys()).join(this);
            return;
        }
        Bytes said = rounds.map(KeyValue::value).orElse(Bytes.EMPTY);
        store().transact(new Transaction(
                        List.of(place().isThere(), Steps.says(round, Relation.EQUAL, said)),
                        // Writing it, too, keeps whoever saw the round full with this party from completing it.
                        List.of(Steps.delete(key), Steps.put(round, said, 0)),
                        List.of(Steps.read(key))))
                .thenAccept(this::gaveUp);
    }

    private void gaveUp(Outcome<Reply<TransactionResult>> outcome) {
        if (!(outcome
                instanceof
                Outcome.Applied<Reply<TransactionResult>>(
                        Reply.Done<TransactionResult>(TransactionResult result, Reply.Header _)))) {
            staysInLine(outcome);
        } else if (result.succeeded()) {
            claim().end(givenUp());
        } else if (!isThere(result.results().getFirst())) {
            // It may have been counted before its session ended.
            claim().end(sessionEnded());
        } else if (attempts.allows(++attempt)) {
            giveUp();
        } else {
            claim().end(Outcome.unknown("it stands in line until its session ends: others change the barrier again and"
                    + " again: " + attempts.exceeded(attempt)));
        }
    }

    private boolean isThere(Result key) {
        return Steps.found(key).stream().anyMatch(keyValue -> Place.of(keyValue).equals(place()));
    }

    @Override
    Passage sessionEnded() {
        return new Passage.SessionEnded();
    }

    @Override
    Passage givenUp() {
        return new Passage.GivenUp();
    }

    @Override
    Passage refusedBy(StoreError error) {
        return new Passage.Refused(error);
    }
}
