package meridian.store;

import java.util.List;

/** If all comparisons hold, the steps of {@code then} are done, else those of {@code otherwise}; all at one revision. */
public record Transaction(List<Comparison> comparisons, List<Operation> then, List<Operation> otherwise) {
    public Transaction {
        comparisons = List.copyOf(comparisons);
        then = List.copyOf(then);
        otherwise = List.copyOf(otherwise);
    }

    public static Transaction of(Operation operation) {
        return new Transaction(List.of(), List.of(operation), List.of());
    }
}
