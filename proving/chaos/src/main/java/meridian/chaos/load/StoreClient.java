package meridian.chaos.load;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.CompactionRequest;
import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.api.DeleteRangeRequest;
import io.etcd.jetcd.api.DeleteRangeResponse;
import io.etcd.jetcd.api.HashKVRequest;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.KVGrpc.KVBlockingStub;
import io.etcd.jetcd.api.LeaseGrantRequest;
import io.etcd.jetcd.api.LeaseGrantResponse;
import io.etcd.jetcd.api.LeaseGrpc;
import io.etcd.jetcd.api.LeaseKeepAliveRequest;
import io.etcd.jetcd.api.LeaseKeepAliveResponse;
import io.etcd.jetcd.api.LeaseRevokeRequest;
import io.etcd.jetcd.api.LeaseRevokeResponse;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.ResponseHeader;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.AbstractStub;
import io.grpc.stub.StreamObserver;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import meridian.base.Address;
import meridian.base.Bytes;
import meridian.testkit.KeyValueModel.Answer;
import meridian.testkit.KeyValueModel.Ask;
import org.jspecify.annotations.Nullable;

/** Asks one node over the etcd API. It tries nothing twice: every question is one request. */
public final class StoreClient implements Answerer {
    private static final ByteString ANY_KEY = ByteString.copyFromUtf8("any");
    private static final Duration LONG = Duration.ofSeconds(15);

    /** The one text of the server that leaves it open whether a write happened. */
    private static final String OPEN = "etcdserver: request timed out";

    private final ManagedChannel channel;

    public StoreClient(Endpoint endpoint) {
        Address address = endpoint.address();
        this.channel = NettyChannelBuilder.forAddress(new InetSocketAddress(address.host(), address.port()))
                .usePlaintext()
                .directExecutor()
                .build();
    }

    public ManagedChannel channel() {
        return channel;
    }

    /** Tries to connect again at once, instead of after gRPC's pause of a second and more. */
    @Override
    public void retryNow() {
        channel.resetConnectBackoff();
    }

    @Override
    public Reply<Answer> ask(Ask ask, Duration patience) {
        return attempt(patience, stub -> switch (ask) {
            case Ask.Get get -> get(stub, get);
            case Ask.Put put -> put(stub, put);
            case Ask.Delete delete -> delete(stub, delete);
            case Ask.PutIfAbsent put -> swap(stub, isAbsent(put.key()), put.key(), put.value());
            case Ask.CompareAndSet swap -> swap(stub, hasValue(swap.key(), swap.expected()), swap.key(), swap.value());
        });
    }

    private <T> Reply<T> attempt(Duration patience, Function<KVBlockingStub, Reply<T>> question) {
        try {
            return question.apply(within(KVGrpc.newBlockingStub(channel), patience));
        } catch (StatusRuntimeException e) {
            return failed(e);
        }
    }

    /** Any transaction. */
    Reply<TxnResponse> transact(TxnRequest request, Duration patience) {
        return attempt(patience, stub -> {
            TxnResponse response = stub.txn(request);
            return new Reply.Answered<>(response, response.getHeader().getRevision());
        });
    }

    /** Any read. */
    Reply<RangeResponse> read(RangeRequest request, Duration patience) {
        return attempt(patience, stub -> {
            RangeResponse response = stub.range(request);
            return new Reply.Answered<>(response, response.getHeader().getRevision());
        });
    }

    /** Returns the lease's number. */
    Reply<Long> grant(Duration timeToLive, Duration patience) {
        try {
            LeaseGrantResponse response = within(LeaseGrpc.newBlockingStub(channel), patience)
                    .leaseGrant(LeaseGrantRequest.newBuilder()
                            .setTTL(timeToLive.toSeconds())
                            .build());
            return new Reply.Answered<>(response.getID(), response.getHeader().getRevision());
        } catch (StatusRuntimeException e) {
            return failed(e);
        }
    }

    Reply<Boolean> revoke(long lease, Duration patience) {
        try {
            LeaseRevokeResponse response = within(LeaseGrpc.newBlockingStub(channel), patience)
                    .leaseRevoke(LeaseRevokeRequest.newBuilder().setID(lease).build());
            return new Reply.Answered<>(true, response.getHeader().getRevision());
        } catch (StatusRuntimeException e) {
            return failed(e);
        }
    }

    /** Returns whether the lease was there, and so has its full time again. */
    Reply<Boolean> renew(long lease, Duration patience) {
        Renewal renewal = new Renewal();
        StreamObserver<LeaseKeepAliveRequest> requests =
                within(LeaseGrpc.newStub(channel), patience).leaseKeepAlive(renewal);
        requests.onNext(LeaseKeepAliveRequest.newBuilder().setID(lease).build());
        requests.onCompleted();
        return renewal.reply.join();
    }

    /** What comes back on a stream of one renewal. Its deadline ends the wait. */
    private static final class Renewal implements StreamObserver<LeaseKeepAliveResponse> {
        private final CompletableFuture<Reply<Boolean>> reply = new CompletableFuture<>();

        @Override
        public void onNext(LeaseKeepAliveResponse response) {
            reply.complete(new Reply.Answered<>(
                    response.getTTL() > 0, response.getHeader().getRevision()));
        }

        @Override
        public void onError(Throwable failure) {
            reply.complete(new Reply.Unknown<>(failure.toString()));
        }

        @Override
        public void onCompleted() {
            reply.complete(new Reply.Unknown<>("the stream ended without an answer"));
        }
    }

    private static Reply<Answer> get(KVBlockingStub stub, Ask.Get get) {
        RangeResponse response = stub.range(
                RangeRequest.newBuilder().setKey(Wire.bytes(get.key())).build());
        Optional<Bytes> value = response.getKvsList().stream()
                .findFirst()
                .map(kv -> Bytes.wrap(kv.getValue().toByteArray()));
        return answered(new Answer.Value(value), response.getHeader());
    }

    private static Reply<Answer> put(KVBlockingStub stub, Ask.Put put) {
        PutRequest request = PutRequest.newBuilder()
                .setKey(Wire.bytes(put.key()))
                .setValue(Wire.bytes(put.value()))
                .build();
        return answered(new Answer.Changed(true), stub.put(request).getHeader());
    }

    private static Reply<Answer> delete(KVBlockingStub stub, Ask.Delete delete) {
        DeleteRangeResponse response = stub.deleteRange(
                DeleteRangeRequest.newBuilder().setKey(Wire.bytes(delete.key())).build());
        return answered(new Answer.Changed(response.getDeleted() > 0), response.getHeader());
    }

    private static Reply<Answer> swap(KVBlockingStub stub, Compare condition, Bytes key, Bytes value) {
        TxnResponse response = stub.txn(TxnRequest.newBuilder()
                .addCompare(condition)
                .addSuccess(Wire.put(key, value))
                .build());
        return answered(new Answer.Changed(response.getSucceeded()), response.getHeader());
    }

    private static Compare isAbsent(Bytes key) {
        return Wire.madeAt(key, 0);
    }

    private static Compare hasValue(Bytes key, Bytes value) {
        return Compare.newBuilder()
                .setKey(Wire.bytes(key))
                .setTarget(Compare.CompareTarget.VALUE)
                .setResult(Compare.CompareResult.EQUAL)
                .setValue(Wire.bytes(value))
                .build();
    }

    /** The revision of the store at a moment between call and return. */
    public long revision() {
        return patient()
                .range(RangeRequest.newBuilder().setKey(ANY_KEY).build())
                .getHeader()
                .getRevision();
    }

    /** The checksum of the node's own state at a revision that it must have reached. */
    public long hash(long revision) {
        return Integer.toUnsignedLong(within(MaintenanceGrpc.newBlockingStub(channel), LONG)
                .hashKV(HashKVRequest.newBuilder().setRevision(revision).build())
                .getHash());
    }

    /** The keys that begin with this, in their order. */
    public List<Bytes> keys(Bytes prefix) {
        RangeRequest request = RangeRequest.newBuilder()
                .setKey(Wire.bytes(prefix))
                .setRangeEnd(Wire.end(prefix))
                .setKeysOnly(true)
                .build();
        return patient().range(request).getKvsList().stream()
                .map(kv -> Bytes.wrap(kv.getKey().toByteArray()))
                .toList();
    }

    public void compact(long revision) {
        patient().compact(CompactionRequest.newBuilder().setRevision(revision).build());
    }

    private KVBlockingStub patient() {
        return within(KVGrpc.newBlockingStub(channel), LONG);
    }

    static <S extends AbstractStub<S>> S within(S stub, Duration patience) {
        return stub.withDeadlineAfter(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static Reply<Answer> answered(Answer answer, ResponseHeader header) {
        return new Reply.Answered<>(answer, header.getRevision());
    }

    private static <T> Reply<T> failed(StatusRuntimeException failure) {
        Status status = failure.getStatus();
        String text = String.valueOf(status.getDescription());
        boolean certain = (text.startsWith("etcdserver: ") && !text.equals(OPEN)) || neverConnected(status.getCause());
        return certain ? new Reply.Never<>(status.toString()) : new Reply.Unknown<>(status.toString());
    }

    private static boolean neverConnected(@Nullable Throwable cause) {
        return cause instanceof ConnectException || (cause != null && neverConnected(cause.getCause()));
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
