package meridian.store;

import java.util.List;
import java.util.Optional;

/**
 * What can be said about a request without looking at the state: such requests are refused before they cost a log
 * entry. The rules are etcd's.
 */
final class RequestCheck {
    private final StoreConfig.Requests limits;

    RequestCheck(StoreConfig.Requests limits) {
        this.limits = limits;
    }

    Optional<StoreError> refusal(Transaction transaction) {
        return tooMany(transaction, limits.operationsMax())
                .or(() -> emptyKey(transaction))
                .or(() -> TransactionCheck.refusal(transaction));
    }

    Optional<StoreError> refusal(RangeQuery query) {
        return isKeyless(query.range()) ? Optional.of(new StoreError.EmptyKey()) : Optional.empty();
    }

    /** @param bytes the size of the write on its way to the log */
    Optional<StoreError> refusal(int bytes) {
        return bytes > limits.bytesMax()
                ? Optional.of(new StoreError.TooLarge(bytes, limits.bytesMax()))
                : Optional.empty();
    }

    /** Each list counts for itself; a nested transaction gets what the longest list around it leaves. */
    private Optional<StoreError> tooMany(Transaction transaction, int left) {
        int count = Math.max(
                transaction.comparisons().size(),
                Math.max(transaction.then().size(), transaction.otherwise().size()));
        if (count > left) {
            return Optional.of(
                    new StoreError.TooManyOperations(limits.operationsMax() - left + count, limits.operationsMax()));
        }
        return tooManyNested(transaction.then(), left - count)
                .or(() -> tooManyNested(transaction.otherwise(), left - count));
    }

    private Optional<StoreError> tooManyNested(List<Operation> steps, int left) {
        for (Operation step : steps) {
            if (step instanceof Operation.Nested(Transaction nested)) {
                Optional<StoreError> refusal = tooMany(nested, left);
                if (refusal.isPresent()) {
                    return refusal;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<StoreError> emptyKey(Transaction transaction) {
        return hasEmptyKey(transaction) ? Optional.of(new StoreError.EmptyKey()) : Optional.empty();
    }

    private static boolean hasEmptyKey(Transaction transaction) {
        for (Comparison comparison : transaction.comparisons()) {
            if (isKeyless(comparison.range())) {
                return true;
            }
        }
        return anyEmpty(transaction.then()) || anyEmpty(transaction.otherwise());
    }

    private static boolean anyEmpty(List<Operation> steps) {
        for (Operation step : steps) {
            boolean empty =
                    switch (step) {
                        case Operation.Put put -> put.key().isEmpty();
                        case Operation.Delete(KeyRange range, boolean _) -> isKeyless(range);
                        case Operation.Read(RangeQuery query) -> isKeyless(query.range());
                        case Operation.Nested(Transaction nested) -> hasEmptyKey(nested);
                    };
            if (empty) {
                return true;
            }
        }
        return false;
    }

    private static boolean isKeyless(KeyRange range) {
        return range.start().isEmpty() && range.isSingle();
    }
}
