package meridian.cli;

import io.etcd.jetcd.api.AuthGrpc;
import io.etcd.jetcd.api.AuthenticateRequest;
import io.etcd.jetcd.api.ClusterGrpc;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.LeaseGrpc;
import io.etcd.jetcd.api.LeaseKeepAliveRequest;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.AbstractStub;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import meridian.protocol.AccessGrpc;
import meridian.protocol.CoordinationGrpc;

/** A connection to a cluster, as the services that are spoken on it. */
record Session(Channel channel, Duration timeout) {
    private static final Metadata.Key<String> TOKEN = Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER);
    private static final String NOT_ENABLED = "etcdserver: authentication is not enabled";

    KVGrpc.KVBlockingStub keys() {
        return limited(KVGrpc.newBlockingStub(channel));
    }

    AuthGrpc.AuthBlockingStub accounts() {
        return limited(AuthGrpc.newBlockingStub(channel));
    }

    AccessGrpc.AccessBlockingStub access() {
        return limited(AccessGrpc.newBlockingStub(channel));
    }

    ClusterGrpc.ClusterBlockingStub members() {
        return limited(ClusterGrpc.newBlockingStub(channel));
    }

    MaintenanceGrpc.MaintenanceBlockingStub maintenance() {
        return limited(MaintenanceGrpc.newBlockingStub(channel));
    }

    /** For what takes as long as there is data. */
    MaintenanceGrpc.MaintenanceBlockingStub unhurriedMaintenance() {
        return MaintenanceGrpc.newBlockingStub(channel);
    }

    LeaseGrpc.LeaseBlockingStub leases() {
        return limited(LeaseGrpc.newBlockingStub(channel));
    }

    CoordinationGrpc.CoordinationBlockingStub coordination() {
        return limited(CoordinationGrpc.newBlockingStub(channel));
    }

    /** For what takes as long as others hold something. */
    CoordinationGrpc.CoordinationBlockingStub unhurriedCoordination() {
        return CoordinationGrpc.newBlockingStub(channel);
    }

    /** A single renewal: says for how many seconds the lease lives on, or 0 when it has ended. */
    long renew(long lease) {
        LeaseKeepAliveRequest request =
                LeaseKeepAliveRequest.newBuilder().setID(lease).build();
        CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS);
        // One request and one answer, whatever the method could do besides.
        return ClientCalls.blockingUnaryCall(
                        channel,
                        LeaseGrpc.getLeaseKeepAliveMethod().toBuilder()
                                .setType(MethodDescriptor.MethodType.UNARY)
                                .build(),
                        options,
                        request)
                .getTTL();
    }

    Session within(Duration shorter) {
        return new Session(channel, shorter.compareTo(timeout) < 0 ? shorter : timeout);
    }

    /** The same connection for whoever has the password. While access control is off it does not matter. */
    Session as(String user, String password) {
        AuthenticateRequest login = AuthenticateRequest.newBuilder()
                .setName(user)
                .setPassword(password)
                .build();
        try {
            return with(accounts().authenticate(login).getToken());
        } catch (StatusRuntimeException e) {
            if (NOT_ENABLED.equals(e.getStatus().getDescription())) {
                return this;
            }
            throw e;
        }
    }

    /** The same connection for whoever has the token. */
    Session with(String token) {
        Metadata headers = new Metadata();
        headers.put(TOKEN, token);
        Channel known = ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers));
        return new Session(known, timeout);
    }

    private <S extends AbstractStub<S>> S limited(S stub) {
        return stub.withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }
}
