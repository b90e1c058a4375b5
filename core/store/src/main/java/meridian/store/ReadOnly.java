package meridian.store;

import java.util.ArrayList;
import java.util.List;

/** A transaction that only reads, without conditions: any view can answer it, so it need not go through the log. */
record ReadOnly(Transaction transaction) {
    /** Is this such a transaction? */
    static boolean covers(Transaction transaction) {
        return transaction.comparisons().isEmpty()
                && transaction.then().stream().allMatch(step -> switch (step) {
                    case Operation.Read _ -> true;
                    case Operation.Nested(Transaction nested) -> covers(nested);
                    case Operation.Put _, Operation.Delete _ -> false;
                });
    }

    boolean isSerializable() {
        return isSerializable(transaction);
    }

    private static boolean isSerializable(Transaction transaction) {
        return transaction.then().stream().allMatch(step -> switch (step) {
            case Operation.Read(RangeQuery query) -> query.serializable();
            case Operation.Nested(Transaction nested) -> isSerializable(nested);
            case Operation.Put _, Operation.Delete _ -> false;
        });
    }

    /** Does it look at few keys for sure? */
    boolean isShort() {
        return transaction.then().size() == 1
                && transaction.then().getFirst() instanceof Operation.Read(RangeQuery query)
                && query.range().isSingle();
    }

    Reply<Store.TransactionResult> answer(View view) {
        return switch (results(transaction, view)) {
            case Reply.Done<List<Result>>(List<Result> results, Reply.Header header) ->
                new Reply.Done<>(new Store.TransactionResult(true, results), header);
            case Reply.Refused<List<Result>>(StoreError error) -> new Reply.Refused<>(error);
        };
    }

    private static Reply<List<Result>> results(Transaction transaction, View view) {
        List<Result> results = new ArrayList<>();
        for (Operation step : transaction.then()) {
            Reply<? extends Result> reply =
                    switch (step) {
                        case Operation.Read(RangeQuery query) -> view.read(query);
                        case Operation.Nested(Transaction nested) -> nested(nested, view);
                        case Operation.Put _, Operation.Delete _ ->
                            throw new IllegalArgumentException("a step that writes: " + step);
                    };
            switch (reply) {
                case Reply.Done<? extends Result>(Result result, Reply.Header _) -> results.add(result);
                case Reply.Refused<? extends Result>(StoreError error) -> {
                    return new Reply.Refused<>(error);
                }
            }
        }
        return new Reply.Done<>(results, Reader.header(view));
    }

    private static Reply<Result.Nested> nested(Transaction transaction, View view) {
        return switch (results(transaction, view)) {
            case Reply.Done<List<Result>>(List<Result> results, Reply.Header header) ->
                new Reply.Done<>(new Result.Nested(true, results), header);
            case Reply.Refused<List<Result>>(StoreError error) -> new Reply.Refused<>(error);
        };
    }
}
