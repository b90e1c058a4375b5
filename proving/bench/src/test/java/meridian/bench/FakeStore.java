package meridian.bench;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.PutResponse;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.ResponseHeader;
import io.etcd.jetcd.api.StatusRequest;
import io.etcd.jetcd.api.StatusResponse;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import meridian.base.Address;

/** One map behind the part of the etcd API that the benchmarks use. It can be told to refuse requests. */
final class FakeStore implements AutoCloseable {
    final Map<ByteString, ByteString> values = new ConcurrentHashMap<>();
    final AtomicLong requests = new AtomicLong();
    final AtomicInteger refusals = new AtomicInteger();

    private final Server server;

    FakeStore() {
        try {
            server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                    .addService(new Kv())
                    .addService(new Maintenance())
                    .directExecutor()
                    .build()
                    .start();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    Address address() {
        return new Address("127.0.0.1", server.getPort());
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    private <T> void answer(StreamObserver<T> observer, T response) {
        requests.incrementAndGet();
        if (refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            observer.onError(Status.UNAVAILABLE.withDescription("no leader").asRuntimeException());
        } else {
            observer.onNext(response);
            observer.onCompleted();
        }
    }

    private final class Kv extends KVGrpc.KVImplBase {
        @Override
        public void put(PutRequest request, StreamObserver<PutResponse> observer) {
            values.put(request.getKey(), request.getValue());
            answer(observer, PutResponse.getDefaultInstance());
        }

        @Override
        public void range(RangeRequest request, StreamObserver<RangeResponse> observer) {
            RangeResponse.Builder response = RangeResponse.newBuilder();
            ByteString value = values.get(request.getKey());
            if (value != null) {
                response.addKvs(KeyValue.newBuilder().setKey(request.getKey()).setValue(value));
            }
            answer(observer, response.build());
        }

        @Override
        public void txn(TxnRequest request, StreamObserver<TxnResponse> observer) {
            request.getSuccessList()
                    .forEach(operation -> values.put(
                            operation.getRequestPut().getKey(),
                            operation.getRequestPut().getValue()));
            answer(observer, TxnResponse.newBuilder().setSucceeded(true).build());
        }
    }

    private static final class Maintenance extends MaintenanceGrpc.MaintenanceImplBase {
        @Override
        public void status(StatusRequest request, StreamObserver<StatusResponse> observer) {
            observer.onNext(StatusResponse.newBuilder()
                    .setHeader(ResponseHeader.newBuilder().setMemberId(7))
                    .setLeader(7)
                    .build());
            observer.onCompleted();
        }
    }
}
