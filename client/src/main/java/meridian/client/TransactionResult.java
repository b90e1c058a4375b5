package meridian.client;

import io.etcd.jetcd.api.TxnResponse;
import java.util.List;

/**
 * What a {@link Transaction} did.
 *
 * @param succeeded did all conditions hold? Then what comes after {@code then} was done, else what comes after
 *     {@code orElse}
 * @param revision the store's afterwards; the transaction's own if it changed something
 * @param results one for each operation that was done, in their order
 */
public record TransactionResult(boolean succeeded, long revision, List<OperationResult> results) {
    public TransactionResult {
        results = List.copyOf(results);
    }

    static TransactionResult of(TxnResponse response) {
        long revision = response.getHeader().getRevision();
        return new TransactionResult(
                response.getSucceeded(),
                revision,
                response.getResponsesList().stream()
                        .map(it -> Wire.result(it, revision))
                        .toList());
    }
}
