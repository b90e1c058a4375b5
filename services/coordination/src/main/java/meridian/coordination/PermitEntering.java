package meridian.coordination;

import java.util.List;
import meridian.base.Bytes;
import meridian.base.Outcome;
import meridian.base.Outcome.Refusal;
import meridian.store.Operation;
import meridian.store.Reply;
import meridian.store.Result;
import meridian.store.Store.TransactionResult;
import meridian.store.Transaction;

/**
 * An attempt to get permits. Each has a key of its own, so a session may have several; so one whose outcome is unknown
 * must not be repeated by itself.
 */
final class PermitEntering extends Acquiring {
    private final Demand.Permits permits;
    private final Bytes key;

    /** @param number tells the attempts of a session apart: chosen at random from 64 bits */
    PermitEntering(
            Claim<Acquisition> claim, Contest contest, Keys keys, Wish wish, Demand.Permits permits, long number) {
        super(claim, contest, keys, wish);
        this.permits = permits;
        this.key = keys.of(wish.lease(), number);
    }

    /** Where there are too few permits in all, nothing is put there that would have to be taken back. */
    @Override
    void begin() {
        Operation put = Steps.put(key, permits.value(), lease());
        Operation enter = Steps.nested(List.of(Steps.isEmpty(keys().ofSessions())), List.of(put), List.of(put));
        Bytes record = keys().permits();
        store().transact(new Transaction(
                        List.of(Quota.isAtLeast(record, permits.count())), List.of(enter), List.of(Steps.read(record))))
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
        Result first = result.results().getFirst();
        if (!result.succeeded()) {
            String why = new Standings(keys(), Steps.found(first)).quota().tooMany(permits.count());
            claim().end(Outcome.notApplied(Refusal.INVALID, why));
            return;
        }
        standsAt(new Place(header.revision(), key), true);
        if (first instanceof Result.Nested(boolean alone, List<Result> _) && alone) {
            winAtOnce(header);
        } else {
            standInLine();
        }
    }
}
