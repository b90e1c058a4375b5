package meridian.coordination;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import meridian.base.Bytes;
import meridian.base.Outcome;
import meridian.store.Comparison;
import meridian.store.KeyRange;
import meridian.store.KeyValue;
import meridian.store.Operation;
import meridian.store.RangeQuery;
import meridian.store.Reply;
import meridian.store.Result;
import meridian.store.Store;
import meridian.store.StoreError;
import meridian.store.Transaction;

/** A value that all share, under one key, and change by comparison. At first there is none. */
public final class SharedReference {
    private final Store store;
    private final Bytes key;

    SharedReference(Store store, Bytes key) {
        this.store = store;
        this.key = key;
    }

    /** Linearizable. */
    public CompletableFuture<Reply<Optional<Bytes>>> get() {
        return store.read(RangeQuery.of(KeyRange.single(key))).thenApply(reply -> switch (reply) {
            case Reply.Done<Result.Read>(Result.Read read, Reply.Header header) ->
                new Reply.Done<>(read.keyValues().stream().findFirst().map(KeyValue::value), header);
            case Reply.Refused<Result.Read>(StoreError error) -> new Reply.Refused<>(error);
        });
    }

    /** Always answers yes, when it is applied. */
    public CompletableFuture<Outcome<Reply<Boolean>>> set(Bytes update) {
        return change(List.of(), update);
    }

    /** Says whether the value was the expected one, and so was changed. */
    public CompletableFuture<Outcome<Reply<Boolean>>> compareAndSet(Bytes expected, Bytes update) {
        return change(
                List.of(new Comparison(
                        KeyRange.single(key), Comparison.Target.VALUE, Comparison.Relation.EQUAL, 0, expected)),
                update);
    }

    /** Says whether there was no value, and now is. */
    public CompletableFuture<Outcome<Reply<Boolean>>> setIfAbsent(Bytes update) {
        return change(List.of(new Place(0, key).isThere()), update);
    }

    private CompletableFuture<Outcome<Reply<Boolean>>> change(List<Comparison> conditions, Bytes update) {
        return store.transact(new Transaction(conditions, List.of(Operation.Put.of(key, update)), List.of()))
                .thenApply(outcome -> outcome.map(reply -> switch (reply) {
                    case Reply.Done<Store.TransactionResult>(Store.TransactionResult result, Reply.Header header) ->
                        new Reply.Done<>(result.succeeded(), header);
                    case Reply.Refused<Store.TransactionResult>(StoreError error) -> new Reply.Refused<>(error);
                }));
    }
}
