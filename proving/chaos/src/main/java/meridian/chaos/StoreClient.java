package meridian.chaos;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.etcd.jetcd.api.CompactionRequest;
import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.api.DeleteRangeRequest;
import io.etcd.jetcd.api.DeleteRangeResponse;
import io.etcd.jetcd.api.HashKVRequest;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.KVGrpc.KVBlockingStub;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.ResponseHeader;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import meridian.base.Address;
import meridian.base.Bytes;
import meridian.testkit.KeyValueModel.Answer;
import meridian.testkit.KeyValueModel.Ask;
import org.jspecify.annotations.Nullable;

/** Asks one node over the etcd API. It tries nothing twice: every question is one request. */
final class StoreClient implements Answerer {
    private static final ByteString ANY_KEY = ByteString.copyFromUtf8("any");
    private static final Duration LONG = Duration.ofSeconds(15);

    /** The one text of the server that leaves it open whether a write happened. */
    private static final String OPEN = "etcdserver: request timed out";

    private final ManagedChannel channel;

    StoreClient(Address address) {
        this.channel = NettyChannelBuilder.forAddress(new InetSocketAddress(address.host(), address.port()))
                .usePlaintext()
                .directExecutor()
                .build();
    }

    ManagedChannel channel() {
        return channel;
    }

    /** Tries to connect again at once, instead of after gRPC's pause of a second and more. */
    @Override
    public void retryNow() {
        channel.resetConnectBackoff();
    }

    @Override
    public Reply ask(Ask ask, Duration patience) {
        KVBlockingStub stub =
                KVGrpc.newBlockingStub(channel).withDeadlineAfter(patience.toMillis(), TimeUnit.MILLISECONDS);
        try {
            return switch (ask) {
                case Ask.Get get -> get(stub, get);
                case Ask.Put put -> put(stub, put);
                case Ask.Delete delete -> delete(stub, delete);
                case Ask.PutIfAbsent put -> transact(stub, isAbsent(put.key()), put.key(), put.value());
                case Ask.CompareAndSet swap ->
                    transact(stub, hasValue(swap.key(), swap.expected()), swap.key(), swap.value());
            };
        } catch (StatusRuntimeException e) {
            return failed(e);
        }
    }

    private static Reply get(KVBlockingStub stub, Ask.Get get) {
        RangeResponse response =
                stub.range(RangeRequest.newBuilder().setKey(wire(get.key())).build());
        Optional<Bytes> value = response.getKvsList().stream()
                .findFirst()
                .map(kv -> Bytes.wrap(kv.getValue().toByteArray()));
        return answered(new Answer.Value(value), response.getHeader());
    }

    private static Reply put(KVBlockingStub stub, Ask.Put put) {
        PutRequest request = PutRequest.newBuilder()
                .setKey(wire(put.key()))
                .setValue(wire(put.value()))
                .build();
        return answered(new Answer.Changed(true), stub.put(request).getHeader());
    }

    private static Reply delete(KVBlockingStub stub, Ask.Delete delete) {
        DeleteRangeResponse response = stub.deleteRange(
                DeleteRangeRequest.newBuilder().setKey(wire(delete.key())).build());
        return answered(new Answer.Changed(response.getDeleted() > 0), response.getHeader());
    }

    private static Reply transact(KVBlockingStub stub, Compare condition, Bytes key, Bytes value) {
        RequestOp write = RequestOp.newBuilder()
                .setRequestPut(PutRequest.newBuilder().setKey(wire(key)).setValue(wire(value)))
                .build();
        TxnResponse response = stub.txn(
                TxnRequest.newBuilder().addCompare(condition).addSuccess(write).build());
        return answered(new Answer.Changed(response.getSucceeded()), response.getHeader());
    }

    private static Compare isAbsent(Bytes key) {
        return Compare.newBuilder()
                .setKey(wire(key))
                .setTarget(Compare.CompareTarget.CREATE)
                .setResult(Compare.CompareResult.EQUAL)
                .setCreateRevision(0)
                .build();
    }

    private static Compare hasValue(Bytes key, Bytes value) {
        return Compare.newBuilder()
                .setKey(wire(key))
                .setTarget(Compare.CompareTarget.VALUE)
                .setResult(Compare.CompareResult.EQUAL)
                .setValue(wire(value))
                .build();
    }

    /** The revision of the store at a moment between call and return. */
    long revision() {
        return patient()
                .range(RangeRequest.newBuilder().setKey(ANY_KEY).build())
                .getHeader()
                .getRevision();
    }

    /** The checksum of the node's own state at a revision that it must have reached. */
    long hash(long revision) {
        return Integer.toUnsignedLong(MaintenanceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(LONG.toMillis(), TimeUnit.MILLISECONDS)
                .hashKV(HashKVRequest.newBuilder().setRevision(revision).build())
                .getHash());
    }

    /** The keys that begin with this, in their order. */
    List<Bytes> keys(Bytes prefix) {
        byte[] end = prefix.array().clone();
        end[end.length - 1]++;
        RangeRequest request = RangeRequest.newBuilder()
                .setKey(wire(prefix))
                .setRangeEnd(UnsafeByteOperations.unsafeWrap(end))
                .setKeysOnly(true)
                .build();
        return patient().range(request).getKvsList().stream()
                .map(kv -> Bytes.wrap(kv.getKey().toByteArray()))
                .toList();
    }

    void compact(long revision) {
        patient().compact(CompactionRequest.newBuilder().setRevision(revision).build());
    }

    private KVBlockingStub patient() {
        return KVGrpc.newBlockingStub(channel).withDeadlineAfter(LONG.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static ByteString wire(Bytes bytes) {
        return UnsafeByteOperations.unsafeWrap(bytes.array());
    }

    private static Reply answered(Answer answer, ResponseHeader header) {
        return new Reply.Answered(answer, header.getRevision());
    }

    private static Reply failed(StatusRuntimeException failure) {
        Status status = failure.getStatus();
        String text = String.valueOf(status.getDescription());
        boolean certain = (text.startsWith("etcdserver: ") && !text.equals(OPEN)) || neverConnected(status.getCause());
        return certain ? new Reply.Never(status.toString()) : new Reply.Unknown(status.toString());
    }

    private static boolean neverConnected(@Nullable Throwable cause) {
        return cause instanceof ConnectException || (cause != null && neverConnected(cause.getCause()));
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }

    /** What a client learns. */
    sealed interface Reply {
        /** @param revision the write's own, or that of the newest write which the answer knows */
        record Answered(Answer answer, long revision) implements Reply {}

        /** It certainly did not happen. */
        record Never(String reason) implements Reply {}

        record Unknown(String reason) implements Reply {}
    }
}
