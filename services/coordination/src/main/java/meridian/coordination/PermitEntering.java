package meridian.coordination;

import java.util.List;
import meridian.base.Bytes;
import meridian.base.Outcome;
import meridian.base.Outcome.Refusal;
import meridian.store.KeyValue;
import meridian.store.Operation;
import meridian.store.Reply;
import meridian.store.Result;
import meridian.store.Store.TransactionResult;
import meridian.store.Transaction;

/** An attempt to get permits. Each has a key of its own, so a session may have several. */
final class PermitEntering extends Acquiring {
    private final Demand.Permits permits;
    private final Bytes key;

    PermitEntering(Claim<Acquisition> claim, Contest contest, Keys keys, Wish wish, Demand.Permits permits) {
        super(claim, contest, keys, wish);
        this.permits = permits;
        this.key = wish.key();
    }

    /** Where there are too few permits in all, nothing is put there that would have to be taken back. */
    @Override
    void begin() {
        Operation put = Steps.put(key, permits.value(), lease());
        Operation enter = Steps.nested(
                List.of(Steps.isEmpty(keys().ofSessions())), List.of(put), List.of(Steps.putOrRead(key, put)));
        Bytes record = keys().permits();
        store().transact(new Transaction(
                        List.of(Quota.isAtLeast(record, permits.count())),
                        List.of(enter),
                        List.of(Steps.read(record), Steps.read(key))))
                .thenAccept(this::entered);
    }

    private void entered(Outcome<Reply<TransactionResult>> outcome) {
        if (!(outcome
                instanceof
                Outcome.Applied<Reply<TransactionResult>>(
                        Reply.Done<TransactionResult>(TransactionResult result, Reply.Header header)))) {
            claim().end(failure(outcome));
        } else if (result.succeeded()) {
            entered((Result.Nested) result.results().getFirst(), header);
        } else {
            refused(
                    Steps.found(result.results().getFirst()),
                    Steps.found(result.results().getLast()));
        }
    }

    /** @param own what an earlier try of the same attempt has put there, when there were more permits */
    private void refused(List<KeyValue> record, List<KeyValue> own) {
        if (own.isEmpty()) {
            String why = new Standings(keys(), record).quota().tooMany(permits.count());
            claim().end(Outcome.notApplied(Refusal.INVALID, why));
        } else {
            joinEarlierSelf(own.getFirst());
        }
    }

    private void entered(Result.Nested outcome, Reply.Header header) {
        if (outcome.succeeded()) {
            standsAt(new Place(header.revision(), key), true);
            winAtOnce(header);
        } else {
            stand((Result.Nested) outcome.results().getFirst(), header);
        }
    }
}
