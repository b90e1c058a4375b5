package meridian.coordination;

import java.util.List;
import meridian.base.Bytes;
import meridian.base.Outcome;
import meridian.store.Operation;
import meridian.store.Reply;
import meridian.store.Result;
import meridian.store.Store.TransactionResult;
import meridian.store.Transaction;

/** An attempt with the one key that a session has under a name: to get a lock, or to lead. */
final class KeyEntering extends Acquiring {
    private final Bytes key;

    KeyEntering(Claim<Acquisition> claim, Contest contest, Keys keys, Wish wish) {
        super(claim, contest, keys, wish);
        this.key = wish.key();
    }

    /** With nobody there it holds at once; else its key goes into line, unless the session's key stands there. */
    @Override
    void begin() {
        Operation put = Steps.put(key, demand().value(), lease());
        Transaction transaction =
                new Transaction(List.of(Steps.isEmpty(keys().all())), List.of(put), List.of(Steps.putOrRead(key, put)));
        store().transact(transaction).thenAccept(this::entered);
    }

    private void entered(Outcome<Reply<TransactionResult>> outcome) {
        if (!(outcome
                instanceof
                Outcome.Applied<Reply<TransactionResult>>(
                        Reply.Done<TransactionResult>(TransactionResult result, Reply.Header header)))) {
            claim().end(failure(outcome));
        } else if (result.succeeded()) {
            standsAt(new Place(header.revision(), key), true);
            winAtOnce(header);
        } else {
            stand((Result.Nested) result.results().getFirst(), header);
        }
    }
}
