package meridian.etcd;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.api.DeleteRangeRequest;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.WatchCancelRequest;
import io.etcd.jetcd.api.WatchCreateRequest;
import io.etcd.jetcd.api.WatchProgressRequest;
import io.etcd.jetcd.api.WatchRequest;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import java.util.Optional;

/** Builds requests as clients send them. */
final class Messages {
    private Messages() {}

    /** What the trailer of a failed call says about whether it was done. */
    static Optional<String> outcome(StatusRuntimeException error) {
        return Optional.ofNullable(error.getTrailers())
                .map(trailers -> trailers.get(Metadata.Key.of("meridian-outcome", Metadata.ASCII_STRING_MARSHALLER)));
    }

    static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text);
    }

    static PutRequest put(String key, String value) {
        return PutRequest.newBuilder().setKey(bytes(key)).setValue(bytes(value)).build();
    }

    static RangeRequest get(String key) {
        return RangeRequest.newBuilder().setKey(bytes(key)).build();
    }

    static RangeRequest getAt(String key, long revision) {
        return get(key).toBuilder().setRevision(revision).build();
    }

    static RangeRequest getPrefix(String prefix) {
        return RangeRequest.newBuilder()
                .setKey(bytes(prefix))
                .setRangeEnd(endOfPrefix(prefix))
                .build();
    }

    static DeleteRangeRequest delete(String key) {
        return DeleteRangeRequest.newBuilder().setKey(bytes(key)).build();
    }

    static ByteString endOfPrefix(String prefix) {
        return bytes(prefix.substring(0, prefix.length() - 1) + (char) (prefix.charAt(prefix.length() - 1) + 1));
    }

    static RequestOp step(PutRequest put) {
        return RequestOp.newBuilder().setRequestPut(put).build();
    }

    static RequestOp step(RangeRequest range) {
        return RequestOp.newBuilder().setRequestRange(range).build();
    }

    static RequestOp step(DeleteRangeRequest delete) {
        return RequestOp.newBuilder().setRequestDeleteRange(delete).build();
    }

    static RequestOp step(TxnRequest nested) {
        return RequestOp.newBuilder().setRequestTxn(nested).build();
    }

    static TxnRequest then(RequestOp... steps) {
        TxnRequest.Builder request = TxnRequest.newBuilder();
        for (RequestOp step : steps) {
            request.addSuccess(step);
        }
        return request.build();
    }

    static Compare exists(String key) {
        return Compare.newBuilder()
                .setKey(bytes(key))
                .setTarget(Compare.CompareTarget.VERSION)
                .setResult(Compare.CompareResult.GREATER)
                .setVersion(0)
                .build();
    }

    static WatchCreateRequest.Builder watch(String key) {
        return WatchCreateRequest.newBuilder().setKey(bytes(key));
    }

    static WatchCreateRequest.Builder watchPrefix(String prefix) {
        return watch(prefix).setRangeEnd(endOfPrefix(prefix));
    }

    static WatchCreateRequest.Builder withId(WatchCreateRequest.Builder watch, long id) {
        return withField(watch, 7, id);
    }

    static WatchCreateRequest.Builder withFragments(WatchCreateRequest.Builder watch) {
        return withField(watch, 8, 1);
    }

    private static WatchCreateRequest.Builder withField(WatchCreateRequest.Builder watch, int number, long value) {
        return watch.mergeUnknownFields(UnknownFieldSet.newBuilder()
                .addField(
                        number,
                        UnknownFieldSet.Field.newBuilder().addVarint(value).build())
                .build());
    }

    static WatchRequest begin(WatchCreateRequest.Builder watch) {
        return WatchRequest.newBuilder().setCreateRequest(watch).build();
    }

    static WatchRequest cancel(long id) {
        return WatchRequest.newBuilder()
                .setCancelRequest(WatchCancelRequest.newBuilder().setWatchId(id))
                .build();
    }

    static WatchRequest askProgress() {
        return WatchRequest.newBuilder()
                .setProgressRequest(WatchProgressRequest.getDefaultInstance())
                .build();
    }
}
