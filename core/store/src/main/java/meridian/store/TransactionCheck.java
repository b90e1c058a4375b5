package meridian.store;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import meridian.base.Bytes;

/**
 * What can be wrong with a transaction whatever the state is. Two branches of which one is taken may write the same
 * key; steps that are all done may not, and none may put a key that another deletes.
 */
final class TransactionCheck {
    private final Set<Bytes> puts = new HashSet<>();
    private final List<KeyRange> deletes;

    private TransactionCheck(List<KeyRange> deletes) {
        this.deletes = deletes;
    }

    /** The reason why the transaction cannot be done in any state. */
    static Optional<StoreError> refusal(Transaction transaction) {
        if (hasEmptyKey(transaction)) {
            return Optional.of(new StoreError.EmptyKey());
        }
        boolean clean = writesNothingTwice(transaction.then()) && writesNothingTwice(transaction.otherwise());
        return clean ? Optional.empty() : Optional.of(new StoreError.DuplicateKey());
    }

    /**
     * How much the transaction may write at most, keys and values and what goes with them; 0 if it puts nothing,
     * whichever way its comparisons go.
     */
    static long putBytes(Transaction transaction) {
        return Math.max(putBytes(transaction.then()), putBytes(transaction.otherwise()));
    }

    private static long putBytes(List<Operation> steps) {
        long sum = 0;
        for (Operation step : steps) {
            sum += switch (step) {
                case Operation.Put put -> State.sizeOf(put.key(), put.value());
                case Operation.Nested(Transaction nested) -> putBytes(nested);
                case Operation.Delete _, Operation.Read _ -> 0;
            };
        }
        return sum;
    }

    private static boolean writesNothingTwice(List<Operation> steps) {
        boolean trivial = steps.isEmpty() || (steps.size() == 1 && !(steps.getFirst() instanceof Operation.Nested));
        return trivial || of(steps).isPresent();
    }

    private static boolean hasEmptyKey(Transaction transaction) {
        return anyEmpty(transaction.then()) || anyEmpty(transaction.otherwise());
    }

    private static boolean anyEmpty(List<Operation> steps) {
        for (Operation step : steps) {
            boolean empty =
                    switch (step) {
                        case Operation.Put put -> put.key().isEmpty();
                        case Operation.Nested(Transaction nested) -> hasEmptyKey(nested);
                        case Operation.Delete _, Operation.Read _ -> false;
                    };
            if (empty) {
                return true;
            }
        }
        return false;
    }

    /** What the steps write, or nothing if they write a key twice. */
    private static Optional<TransactionCheck> of(List<Operation> steps) {
        List<KeyRange> deletes = new ArrayList<>();
        for (Operation step : steps) {
            if (step instanceof Operation.Delete(KeyRange range, boolean _)) {
                deletes.add(range);
            }
        }
        TransactionCheck check = new TransactionCheck(deletes);
        return check.addNested(steps) && check.addPuts(steps) ? Optional.of(check) : Optional.empty();
    }

    private boolean addNested(List<Operation> steps) {
        for (Operation step : steps) {
            if (step instanceof Operation.Nested(Transaction nested) && !addBranches(nested)) {
                return false;
            }
        }
        return true;
    }

    private boolean addBranches(Transaction nested) {
        Optional<TransactionCheck> then = of(nested.then());
        Optional<TransactionCheck> otherwise = of(nested.otherwise());
        if (then.isEmpty() || otherwise.isEmpty()) {
            return false;
        }
        Set<Bytes> either = new HashSet<>(then.get().puts);
        either.addAll(otherwise.get().puts);
        for (Bytes key : either) {
            if (!add(key)) {
                return false;
            }
        }
        deletes.addAll(then.get().deletes);
        deletes.addAll(otherwise.get().deletes);
        return true;
    }

    private boolean addPuts(List<Operation> steps) {
        for (Operation step : steps) {
            if (step instanceof Operation.Put put && !add(put.key())) {
                return false;
            }
        }
        return true;
    }

    private boolean add(Bytes key) {
        return deletes.stream().noneMatch(range -> range.contains(key)) && puts.add(key);
    }
}
