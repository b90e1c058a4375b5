package meridian.client;

import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.api.Compare.CompareResult;
import io.etcd.jetcd.api.Compare.CompareTarget;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import java.util.concurrent.CompletableFuture;

/**
 * If all of some conditions hold, do this, and otherwise that; all of it at one revision, or nothing.
 *
 * <pre>{@code
 * kv.txn().ifHeld(hold).then(Operation.put("report", "done")).commit().succeeded()
 * }</pre>
 *
 * <p>For one thread, and to be committed once.
 */
public final class Transaction {
    private final Calls calls;
    private final TxnRequest.Builder request = TxnRequest.newBuilder();

    Transaction(Calls calls) {
        this.calls = calls;
    }

    /** Only while the lock, the permits or the leadership are held that the hold is of. This is what a fence is for. */
    public Transaction ifHeld(Hold hold) {
        return ifCreatedAt(hold.key(), hold.fence().number());
    }

    /** Only if the key is not there. */
    public Transaction ifAbsent(Bytes key) {
        return ifCreatedAt(key, 0);
    }

    /** Only if the key is not there. */
    public Transaction ifAbsent(String key) {
        return ifAbsent(Bytes.utf8(key));
    }

    /** Only if the key is there. */
    public Transaction ifPresent(Bytes key) {
        return given(compare(key, CompareTarget.CREATE, CompareResult.GREATER).setCreateRevision(0));
    }

    /** Only if the key is there. */
    public Transaction ifPresent(String key) {
        return ifPresent(Bytes.utf8(key));
    }

    /** Only if the key has this value. */
    public Transaction ifValue(Bytes key, Bytes value) {
        return given(compare(key, CompareTarget.VALUE, CompareResult.EQUAL).setValue(value.wire()));
    }

    /** Only if the key has this value. */
    public Transaction ifValue(String key, String value) {
        return ifValue(Bytes.utf8(key), Bytes.utf8(value));
    }

    /** Only if the key was changed last by this revision: nobody has touched it since it was read. */
    public Transaction ifUnchangedSince(Bytes key, long modRevision) {
        return given(compare(key, CompareTarget.MOD, CompareResult.EQUAL).setModRevision(modRevision));
    }

    /** Only if the key is as it was read. */
    public Transaction ifUnchanged(KeyValue read) {
        return ifUnchangedSince(read.key(), read.modRevision());
    }

    /** Only if the key was made by this revision; 0: if it is not there. */
    public Transaction ifCreatedAt(Bytes key, long createRevision) {
        return given(compare(key, CompareTarget.CREATE, CompareResult.EQUAL).setCreateRevision(createRevision));
    }

    Transaction ifNothingIn(KeyRange range) {
        return given(Compare.newBuilder()
                .setKey(range.start())
                .setRangeEnd(range.end())
                .setTarget(CompareTarget.CREATE)
                .setResult(CompareResult.EQUAL)
                .setCreateRevision(0));
    }

    private static Compare.Builder compare(Bytes key, CompareTarget target, CompareResult result) {
        return Compare.newBuilder()
                .setKey(KeyRange.key(key).start())
                .setTarget(target)
                .setResult(result);
    }

    private Transaction given(Compare.Builder condition) {
        request.addCompare(condition);
        return this;
    }

    /** What to do if all conditions hold, or if there are none. */
    public Transaction then(Operation... operations) {
        for (Operation operation : operations) {
            request.addSuccess(Wire.of(operation));
        }
        return this;
    }

    /** What to do if a condition does not hold. */
    public Transaction orElse(Operation... operations) {
        for (Operation operation : operations) {
            request.addFailure(Wire.of(operation));
        }
        return this;
    }

    /** Does it. */
    public TransactionResult commit() {
        return committing().now();
    }

    /** Does it. */
    public CompletableFuture<TransactionResult> commitAsync() {
        return committing();
    }

    private PendingCall<TxnRequest, TxnResponse, TransactionResult> committing() {
        return calls.call(Request.of(KVGrpc.getTxnMethod(), request.build(), effect(), TransactionResult::of));
    }

    /** For what has no words above. */
    TxnRequest.Builder request() {
        return request;
    }

    private Effect effect() {
        boolean reads = request.getSuccessList().stream().allMatch(it -> it.hasRequestRange())
                && request.getFailureList().stream().allMatch(it -> it.hasRequestRange());
        return reads ? Effect.READ : Effect.WRITE;
    }
}
