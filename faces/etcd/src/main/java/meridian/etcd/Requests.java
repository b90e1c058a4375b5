package meridian.etcd;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.api.DeleteRangeRequest;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.TxnRequest;
import java.util.ArrayList;
import java.util.List;
import meridian.base.Bytes;
import meridian.store.Comparison;
import meridian.store.KeyRange;
import meridian.store.Operation;
import meridian.store.RangeQuery;
import meridian.store.Transaction;

/**
 * From etcd's requests to the store's. Throws {@link EtcdException} for what the store's records cannot say; all other
 * checks are the store's.
 */
final class Requests {
    private Requests() {}

    static RangeQuery range(RangeRequest request) {
        return new RangeQuery(
                keys(request.getKey(), request.getRangeEnd()),
                Math.max(0, request.getRevision()),
                Math.max(0, request.getLimit()),
                sortTarget(request),
                sortOrder(request),
                request.getKeysOnly(),
                request.getCountOnly(),
                request.getMinModRevision(),
                request.getMaxModRevision(),
                request.getMinCreateRevision(),
                request.getMaxCreateRevision(),
                request.getSerializable());
    }

    private static RangeQuery.SortOrder sortOrder(RangeRequest request) {
        return switch (request.getSortOrder()) {
            case NONE -> RangeQuery.SortOrder.NONE;
            case ASCEND -> RangeQuery.SortOrder.ASCENDING;
            case DESCEND -> RangeQuery.SortOrder.DESCENDING;
            case UNRECOGNIZED -> throw EtcdErrors.because(EtcdErrors.INVALID_SORT);
        };
    }

    private static RangeQuery.SortTarget sortTarget(RangeRequest request) {
        return switch (request.getSortTarget()) {
            case KEY -> RangeQuery.SortTarget.KEY;
            case VERSION -> RangeQuery.SortTarget.VERSION;
            case CREATE -> RangeQuery.SortTarget.CREATE_REVISION;
            case MOD -> RangeQuery.SortTarget.MOD_REVISION;
            case VALUE -> RangeQuery.SortTarget.VALUE;
            case UNRECOGNIZED -> throw EtcdErrors.because(EtcdErrors.INVALID_SORT);
        };
    }

    static Operation.Put put(PutRequest request) {
        Bytes key = key(request.getKey());
        if (request.getIgnoreValue() && !request.getValue().isEmpty()) {
            throw EtcdErrors.because(EtcdErrors.VALUE_PROVIDED);
        }
        if (request.getIgnoreLease() && request.getLease() != 0) {
            throw EtcdErrors.because(EtcdErrors.LEASE_PROVIDED);
        }
        return new Operation.Put(
                key,
                ByteStrings.toBytes(request.getValue()),
                request.getLease(),
                request.getPrevKv(),
                request.getIgnoreValue(),
                request.getIgnoreLease());
    }

    static Operation.Delete delete(DeleteRangeRequest request) {
        return new Operation.Delete(keys(request.getKey(), request.getRangeEnd()), request.getPrevKv());
    }

    /** Follows nested transactions as deep as protobuf does, which is 50 levels. */
    static Transaction transaction(TxnRequest request) {
        return new Transaction(
                comparisons(request.getCompareList()),
                operations(request.getSuccessList()),
                operations(request.getFailureList()));
    }

    private static List<Comparison> comparisons(List<Compare> compares) {
        List<Comparison> comparisons = new ArrayList<>(compares.size());
        for (Compare compare : compares) {
            comparisons.add(comparison(compare));
        }
        return comparisons;
    }

    private static Comparison comparison(Compare compare) {
        KeyRange range = keys(compare.getKey(), compare.getRangeEnd());
        Comparison.Relation relation = relation(compare);
        return switch (compare.getTargetValue()) {
            case Compare.CompareTarget.VERSION_VALUE ->
                number(range, Comparison.Target.VERSION, relation, compare.getVersion());
            case Compare.CompareTarget.CREATE_VALUE ->
                number(range, Comparison.Target.CREATE_REVISION, relation, compare.getCreateRevision());
            case Compare.CompareTarget.MOD_VALUE ->
                number(range, Comparison.Target.MOD_REVISION, relation, compare.getModRevision());
            case Compare.CompareTarget.VALUE_VALUE ->
                new Comparison(range, Comparison.Target.VALUE, relation, 0, ByteStrings.toBytes(compare.getValue()));
            case LaterFields.COMPARE_TARGET_LEASE ->
                number(range, Comparison.Target.LEASE, relation, LaterFields.lease(compare));
            default -> throw EtcdErrors.because(EtcdErrors.KEY_NOT_FOUND);
        };
    }

    private static Comparison number(
            KeyRange range, Comparison.Target target, Comparison.Relation relation, long number) {
        return new Comparison(range, target, relation, number, Bytes.EMPTY);
    }

    private static Comparison.Relation relation(Compare compare) {
        return switch (compare.getResult()) {
            case EQUAL -> Comparison.Relation.EQUAL;
            case GREATER -> Comparison.Relation.GREATER;
            case LESS -> Comparison.Relation.LESS;
            case NOT_EQUAL -> Comparison.Relation.NOT_EQUAL;
            case UNRECOGNIZED -> throw EtcdErrors.because(EtcdErrors.KEY_NOT_FOUND);
        };
    }

    private static List<Operation> operations(List<RequestOp> requests) {
        List<Operation> operations = new ArrayList<>(requests.size());
        for (RequestOp request : requests) {
            operations.add(operation(request));
        }
        return operations;
    }

    private static Operation operation(RequestOp request) {
        return switch (request.getRequestCase()) {
            case REQUEST_RANGE -> new Operation.Read(range(request.getRequestRange()));
            case REQUEST_PUT -> put(request.getRequestPut());
            case REQUEST_DELETE_RANGE -> delete(request.getRequestDeleteRange());
            case REQUEST_TXN -> new Operation.Nested(transaction(request.getRequestTxn()));
            case REQUEST_NOT_SET -> throw EtcdErrors.because(EtcdErrors.KEY_NOT_FOUND);
        };
    }

    /** A key alone, or with an end; an end of one zero byte means that there is none. */
    static KeyRange keys(ByteString key, ByteString end) {
        Bytes start = key(key);
        if (end.isEmpty()) {
            return KeyRange.single(start);
        }
        return isZero(end) ? KeyRange.from(start) : new KeyRange(start, ByteStrings.toBytes(end));
    }

    private static Bytes key(ByteString key) {
        if (key.isEmpty()) {
            throw EtcdErrors.because(EtcdErrors.EMPTY_KEY);
        }
        return ByteStrings.toBytes(key);
    }

    private static boolean isZero(ByteString end) {
        return end.size() == 1 && end.byteAt(0) == 0;
    }
}
