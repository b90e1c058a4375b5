package meridian.bench;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.AuthEnableRequest;
import io.etcd.jetcd.api.AuthEnableResponse;
import io.etcd.jetcd.api.AuthGrpc;
import io.etcd.jetcd.api.AuthRoleAddRequest;
import io.etcd.jetcd.api.AuthRoleAddResponse;
import io.etcd.jetcd.api.AuthUserAddRequest;
import io.etcd.jetcd.api.AuthUserAddResponse;
import io.etcd.jetcd.api.AuthUserGrantRoleRequest;
import io.etcd.jetcd.api.AuthUserGrantRoleResponse;
import io.etcd.jetcd.api.AuthenticateRequest;
import io.etcd.jetcd.api.AuthenticateResponse;
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
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
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

/**
 * One map behind the part of the etcd API that the benchmarks use. It can be told to refuse requests, and demands a token
 * once access control is on.
 */
final class FakeStore implements AutoCloseable {
    private static final String TOKEN = "secret.1";
    private static final Metadata.Key<String> TOKEN_KEY = Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER);

    final Map<ByteString, ByteString> values = new ConcurrentHashMap<>();
    final AtomicLong requests = new AtomicLong();
    final AtomicInteger refusals = new AtomicInteger();
    final AtomicInteger logins = new AtomicInteger();
    private volatile boolean controlled;

    private final Server server;

    FakeStore() {
        try {
            server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                    .addService(new Kv())
                    .addService(new Auth())
                    .intercept(new Gate())
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

    private final class Auth extends AuthGrpc.AuthImplBase {
        @Override
        public void userAdd(AuthUserAddRequest request, StreamObserver<AuthUserAddResponse> observer) {
            answer(observer, AuthUserAddResponse.getDefaultInstance());
        }

        @Override
        public void roleAdd(AuthRoleAddRequest request, StreamObserver<AuthRoleAddResponse> observer) {
            answer(observer, AuthRoleAddResponse.getDefaultInstance());
        }

        @Override
        public void userGrantRole(
                AuthUserGrantRoleRequest request, StreamObserver<AuthUserGrantRoleResponse> observer) {
            answer(observer, AuthUserGrantRoleResponse.getDefaultInstance());
        }

        @Override
        public void authEnable(AuthEnableRequest request, StreamObserver<AuthEnableResponse> observer) {
            controlled = true;
            answer(observer, AuthEnableResponse.getDefaultInstance());
        }

        @Override
        public void authenticate(AuthenticateRequest request, StreamObserver<AuthenticateResponse> observer) {
            logins.incrementAndGet();
            answer(observer, AuthenticateResponse.newBuilder().setToken(TOKEN).build());
        }
    }

    private final class Gate implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            boolean login = call.getMethodDescriptor().equals(AuthGrpc.getAuthenticateMethod());
            if (controlled && !login && !TOKEN.equals(headers.get(TOKEN_KEY))) {
                call.close(Status.INVALID_ARGUMENT.withDescription("user name is empty"), new Metadata());
                return new ServerCall.Listener<>() {};
            }
            return next.startCall(call, headers);
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
