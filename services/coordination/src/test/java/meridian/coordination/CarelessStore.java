package meridian.coordination;

import static meridian.coordination.CoordinationFixture.bytes;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import meridian.base.Bytes;
import meridian.base.Outcome;
import meridian.store.Operation;
import meridian.store.RangeQuery;
import meridian.store.Reply;
import meridian.store.Result;
import meridian.store.Store;
import meridian.store.Transaction;

/** Between the recipes and their store: has them do what a careless recipe would. */
final class CarelessStore extends RelayedStore {
    private final UnaryOperator<Transaction> change;
    private final UnaryOperator<RangeQuery> look;

    private CarelessStore(Store store, UnaryOperator<Transaction> change, UnaryOperator<RangeQuery> look) {
        super(store);
        this.change = change;
        this.look = look;
    }

    /** Whoever changes a number writes what follows from what it read, whoever wrote since. */
    static Store withoutConditionOnNumbers(Store store) {
        return writing(store, transaction -> unconditional(transaction, bytes("count")));
    }

    /** Whoever sees that a round is full says so, whatever was said since. */
    static Store withoutConditionOnRounds(Store store) {
        return writing(store, transaction -> unconditional(transaction, bytes("meet/round")));
    }

    /** However many permits somebody wants, its key says 1. */
    static Store withOnePermitEach(Store store) {
        return writing(store, transaction -> withValues(transaction, bytes("pool/"), bytes("1")));
    }

    /** Whoever wants a lock has it, whoever else is there. */
    static Store withoutConditionOnLocks(Store store) {
        return writing(store, transaction -> unconditional(transaction, bytes("doc/")));
    }

    /** Whether a latch is open is read from what the node happens to have. */
    static Store withSerializableLatches(Store store) {
        return new CarelessStore(
                store,
                UnaryOperator.identity(),
                query -> isOneKey(query, bytes("gate")) ? query.asSerializable() : query);
    }

    private static Store writing(Store store, UnaryOperator<Transaction> change) {
        return new CarelessStore(store, change, UnaryOperator.identity());
    }

    @Override
    public CompletableFuture<Outcome<Reply<TransactionResult>>> transact(Transaction transaction) {
        return super.transact(change.apply(transaction));
    }

    @Override
    public CompletableFuture<Reply<Result.Read>> read(RangeQuery query) {
        return super.read(look.apply(query));
    }

    /** Leaves out what is demanded of keys that begin with this. */
    private static Transaction unconditional(Transaction transaction, Bytes prefix) {
        return new Transaction(
                transaction.comparisons().stream()
                        .filter(it -> !it.range().start().startsWith(prefix))
                        .toList(),
                transaction.then(),
                transaction.otherwise());
    }

    /** Has all keys of sessions that begin with this say something else. */
    private static Transaction withValues(Transaction transaction, Bytes prefix, Bytes value) {
        return new Transaction(
                transaction.comparisons(),
                withValues(transaction.then(), prefix, value),
                withValues(transaction.otherwise(), prefix, value));
    }

    private static List<Operation> withValues(List<Operation> steps, Bytes prefix, Bytes value) {
        return steps.stream()
                .<Operation>map(step -> switch (step) {
                    case Operation.Put put
                    when put.key().startsWith(prefix) && put.lease() != 0 ->
                        new Operation.Put(put.key(), value, put.lease(), false, false, false);
                    case Operation.Nested(Transaction nested) ->
                        new Operation.Nested(withValues(nested, prefix, value));
                    case Operation.Put _, Operation.Delete _, Operation.Read _ -> step;
                })
                .toList();
    }
}
