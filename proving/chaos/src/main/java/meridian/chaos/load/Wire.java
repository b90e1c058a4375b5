package meridian.chaos.load;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.api.DeleteRangeRequest;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RequestOp;
import meridian.base.Bytes;

/** Parts of the etcd API's messages. */
final class Wire {
    private Wire() {}

    static ByteString bytes(Bytes bytes) {
        return UnsafeByteOperations.unsafeWrap(bytes.array());
    }

    /** The end of the range of all keys that begin with this. */
    static ByteString end(Bytes prefix) {
        byte[] end = prefix.array().clone();
        end[end.length - 1]++;
        return UnsafeByteOperations.unsafeWrap(end);
    }

    static RangeRequest all(Bytes prefix) {
        return RangeRequest.newBuilder()
                .setKey(bytes(prefix))
                .setRangeEnd(end(prefix))
                .build();
    }

    static RequestOp put(Bytes key, Bytes value) {
        return RequestOp.newBuilder()
                .setRequestPut(PutRequest.newBuilder().setKey(bytes(key)).setValue(bytes(value)))
                .build();
    }

    static RequestOp get(Bytes key) {
        return RequestOp.newBuilder()
                .setRequestRange(RangeRequest.newBuilder().setKey(bytes(key)))
                .build();
    }

    static RequestOp delete(Bytes key) {
        return RequestOp.newBuilder()
                .setRequestDeleteRange(DeleteRangeRequest.newBuilder().setKey(bytes(key)))
                .build();
    }

    /** The key was made at this revision; with 0, it is not there. */
    static Compare madeAt(Bytes key, long revision) {
        return Compare.newBuilder()
                .setKey(bytes(key))
                .setTarget(Compare.CompareTarget.CREATE)
                .setResult(Compare.CompareResult.EQUAL)
                .setCreateRevision(revision)
                .build();
    }

    /** The key was last written at this revision; with 0, it is not there. */
    static Compare writtenAt(Bytes key, long revision) {
        return Compare.newBuilder()
                .setKey(bytes(key))
                .setTarget(Compare.CompareTarget.MOD)
                .setResult(Compare.CompareResult.EQUAL)
                .setModRevision(revision)
                .build();
    }
}
