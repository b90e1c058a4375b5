package meridian.coordination;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import meridian.base.Bytes;
import meridian.base.Invariant;
import meridian.base.Outcome;
import meridian.base.Outcome.Refusal;
import meridian.store.Comparison;
import meridian.store.KeyRange;
import meridian.store.KeyValue;
import meridian.store.Operation;
import meridian.store.RangeQuery;
import meridian.store.Reply;
import meridian.store.Result;
import meridian.store.Store;
import meridian.store.Store.TransactionResult;
import meridian.store.Transaction;

/** What the recipes' transactions are made of. */
final class Steps {
    private Steps() {}

    static Comparison isEmpty(KeyRange range) {
        return compare(range, Comparison.Target.CREATE_REVISION, Comparison.Relation.EQUAL, 0);
    }

    static Comparison isThere(Bytes key) {
        return compare(KeyRange.single(key), Comparison.Target.CREATE_REVISION, Comparison.Relation.GREATER, 0);
    }

    /** @param createRevision 0 for a key that is not there */
    static Comparison wasMadeAt(Bytes key, long createRevision) {
        return compare(
                KeyRange.single(key), Comparison.Target.CREATE_REVISION, Comparison.Relation.EQUAL, createRevision);
    }

    /** @param modRevision 0 for a key that is not there */
    static Comparison isUnchanged(Bytes key, long modRevision) {
        return compare(KeyRange.single(key), Comparison.Target.MOD_REVISION, Comparison.Relation.EQUAL, modRevision);
    }

    private static Comparison compare(
            KeyRange range, Comparison.Target target, Comparison.Relation relation, long number) {
        return new Comparison(range, target, relation, number, Bytes.EMPTY);
    }

    static Comparison says(Bytes key, Comparison.Relation relation, Bytes value) {
        return new Comparison(KeyRange.single(key), Comparison.Target.VALUE, relation, 0, value);
    }

    static Operation put(Bytes key, Bytes value, long lease) {
        return new Operation.Put(key, value, lease, false, false, false);
    }

    /** Another value for a key that stays with the lease it has. */
    static Operation rewrite(Bytes key, Bytes value) {
        return new Operation.Put(key, value, 0, false, false, true);
    }

    static Operation delete(Bytes key) {
        return new Operation.Delete(KeyRange.single(key), false);
    }

    static Operation read(Bytes key) {
        return new Operation.Read(RangeQuery.of(KeyRange.single(key)));
    }

    static Operation nested(List<Comparison> comparisons, List<Operation> then, List<Operation> otherwise) {
        return new Operation.Nested(new Transaction(comparisons, then, otherwise));
    }

    /** Puts a key that is not there, or else says what it says. */
    static Operation putOrRead(Bytes key, Operation put) {
        return nested(List.of(wasMadeAt(key, 0)), List.of(put), List.of(read(key)));
    }

    /** What a read within a transaction found. */
    static List<KeyValue> found(Result result) {
        Invariant.check(result instanceof Result.Read, "a read was answered with something else");
        return ((Result.Read) result).keyValues();
    }

    /** Did it take a branch that changes something, itself or in what it holds? */
    static boolean changed(TransactionResult result) {
        return result.succeeded()
                || result.results().stream()
                        .anyMatch(
                                step -> step instanceof Result.Nested(boolean succeeded, List<Result> _) && succeeded);
    }

    /** Linearizable. That nobody leads is an outcome here: a read that was not answered did nothing. */
    static CompletableFuture<Outcome<Reply<Result.Read>>> read(Store store, KeyRange range) {
        return store.read(RangeQuery.of(range))
                .handle((reply, problem) -> reply == null
                        ? Outcome.notApplied(Refusal.NO_LEADER, String.valueOf(problem))
                        : Outcome.applied(reply));
    }

    /** Does the transaction; says whether it changed something. */
    static CompletableFuture<Outcome<Reply<Boolean>>> perform(Store store, Transaction transaction) {
        return store.transact(transaction).thenApply(outcome -> outcome.map(reply -> reply.map(Steps::changed)));
    }

    /** A decimal number, or something else if that is not what the key says. */
    static long number(Bytes value, long otherwise) {
        try {
            return Long.parseLong(value.toUtf8());
        } catch (NumberFormatException _) {
            return otherwise;
        }
    }
}
