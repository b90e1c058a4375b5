package meridian.coordination;

import java.util.List;
import java.util.Optional;
import meridian.base.Bytes;
import meridian.base.Limit;
import meridian.base.Outcome;
import meridian.base.Outcome.Refusal;
import meridian.store.Comparison.Relation;
import meridian.store.KeyValue;
import meridian.store.Operation;
import meridian.store.Reply;
import meridian.store.Result;
import meridian.store.Store.TransactionResult;
import meridian.store.StoreError;
import meridian.store.Transaction;

/** An attempt with the one key that a session has under a name: to get a lock, or to lead. */
final class KeyEntering extends Acquiring {
    private final Limit attempts;
    private final Bytes key;
    private int attempt;

    KeyEntering(Claim<Acquisition> claim, Contest contest, Keys keys, Wish wish) {
        super(claim, contest, keys, wish);
        this.attempts = contest.attempts();
        this.key = keys.of(wish.lease());
    }

    /** With nobody there it holds at once; else its key goes into line, unless the session's key stands there. */
    @Override
    void begin() {
        Operation put = Steps.put(key, demand().value(), lease());
        Operation standInLine = Steps.nested(List.of(Steps.wasMadeAt(key, 0)), List.of(put), List.of(Steps.read(key)));
        store().transact(new Transaction(List.of(Steps.isEmpty(keys().all())), List.of(put), List.of(standInLine)))
                .thenAccept(this::entered);
    }

    private void entered(Outcome<Reply<TransactionResult>> outcome) {
        if (!(outcome
                instanceof
                Outcome.Applied<Reply<TransactionResult>>(
                        Reply.Done<TransactionResult>(TransactionResult result, Reply.Header header)))) {
            claim().end(failure(outcome));
            return;
        }
        standsAt(new Place(header.revision(), key), true);
        if (result.succeeded()) {
            winAtOnce(header);
        } else if (result.results().getFirst() instanceof Result.Nested(boolean stands, List<Result> results)) {
            if (stands) {
                standInLine();
            } else {
                joinEarlierSelf(Steps.found(results.getFirst()).getFirst());
            }
        }
    }

    private void joinEarlierSelf(KeyValue own) {
        standsAt(Place.of(own), false);
        Optional<Bytes> next = demand().joined(own.value());
        if (next.isEmpty()) {
            claim().end(Outcome.notApplied(Refusal.INVALID, Contest.ONLY_SHARED));
        } else if (next.get().equals(own.value())) {
            standInLine();
        } else {
            rewrite(own, next.get());
        }
    }

    /** Only what was read is replaced: otherwise another attempt of the session was faster, and what it wrote counts. */
    private void rewrite(KeyValue own, Bytes next) {
        Transaction transaction = new Transaction(
                List.of(place().isThere(), Steps.says(key, Relation.EQUAL, own.value())),
                List.of(Steps.rewrite(key, next)),
                List.of());
        Steps.perform(store(), transaction).thenAccept(outcome -> {
            switch (outcome) {
                case Outcome.Applied<Reply<Boolean>>(Reply.Done<Boolean>(Boolean done, Reply.Header _)) -> {
                    if (done) {
                        standsAt(place(), next.equals(Demand.BOTH));
                        standInLine();
                    } else {
                        beginAgain();
                    }
                }
                case Outcome.Applied<Reply<Boolean>>(Reply.Refused<Boolean>(StoreError error)) ->
                    claim().end(refusedBy(error));
                case Outcome.NotApplied<Reply<Boolean>> _, Outcome.Unknown<Reply<Boolean>> _ ->
                    claim().end(Outcome.unknown("it stands in line, maybe with its earlier value: " + outcome));
            }
        });
    }

    private void beginAgain() {
        if (attempts.allows(++attempt)) {
            begin();
        } else {
            claim().end(Outcome.notApplied(
                    Refusal.OVERLOADED,
                    "other attempts of the same session were faster again and again: " + attempts.exceeded(attempt)));
        }
    }
}
