package meridian.client;

import io.etcd.jetcd.api.DeleteRangeRequest;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.ResponseOp;

/** From the client's words to the messages that travel, and back. */
final class Wire {
    private Wire() {}

    static RequestOp of(Operation operation) {
        RequestOp.Builder request = RequestOp.newBuilder();
        return switch (operation) {
            case Operation.Put put -> request.setRequestPut(put(put)).build();
            case Operation.Delete(KeyRange range) ->
                request.setRequestDeleteRange(delete(range)).build();
            case Operation.Get(KeyRange range, ReadOptions options) ->
                request.setRequestRange(range(range, options)).build();
        };
    }

    static PutRequest put(Operation.Put put) {
        return PutRequest.newBuilder()
                .setKey(KeyRange.key(put.key()).start())
                .setValue(put.value().wire())
                .setLease(put.lease())
                .build();
    }

    static DeleteRangeRequest delete(KeyRange range) {
        return DeleteRangeRequest.newBuilder()
                .setKey(range.start())
                .setRangeEnd(range.end())
                .build();
    }

    static RangeRequest range(KeyRange range, ReadOptions options) {
        return RangeRequest.newBuilder()
                .setKey(range.start())
                .setRangeEnd(range.end())
                .setRevision(options.revision())
                .setLimit(options.limit())
                .setKeysOnly(options.keysOnly())
                .setSerializable(options.mayBeOld())
                .build();
    }

    static OperationResult result(ResponseOp response, long revision) {
        return switch (response.getResponseCase()) {
            case RESPONSE_PUT -> new OperationResult.Put();
            case RESPONSE_DELETE_RANGE ->
                new OperationResult.Deleted(response.getResponseDeleteRange().getDeleted());
            case RESPONSE_RANGE -> new OperationResult.Got(Listing.of(response.getResponseRange(), revision));
            case RESPONSE_TXN, RESPONSE_NOT_SET ->
                throw new IllegalStateException("an answer to what was never asked: " + response.getResponseCase());
        };
    }
}
