package meridian.store;

import java.util.List;

/** Transactions that write nothing, whatever their conditions say: any view can answer them without the log. */
final class ReadOnly {
    private ReadOnly() {}

    static boolean is(Transaction transaction) {
        return isReading(transaction.then()) && isReading(transaction.otherwise());
    }

    private static boolean isReading(List<Operation> steps) {
        for (Operation step : steps) {
            boolean reads =
                    switch (step) {
                        case Operation.Read _ -> true;
                        case Operation.Nested(Transaction nested) -> is(nested);
                        case Operation.Put _, Operation.Delete _ -> false;
                    };
            if (!reads) {
                return false;
            }
        }
        return true;
    }

    /** May the transaction see an older state? As in etcd, if it has reads and all of them say so. */
    static boolean isSerializable(Transaction transaction) {
        boolean isEmpty =
                transaction.then().isEmpty() && transaction.otherwise().isEmpty();
        return !isEmpty && isSerializable(transaction.then()) && isSerializable(transaction.otherwise());
    }

    private static boolean isSerializable(List<Operation> steps) {
        return steps.stream().allMatch(step -> switch (step) {
            case Operation.Read(RangeQuery query) -> query.serializable();
            case Operation.Nested(Transaction nested) -> isSerializable(nested);
            case Operation.Put _, Operation.Delete _ -> false;
        });
    }
}
