package meridian.bench;

import io.etcd.jetcd.api.AuthEnableRequest;
import io.etcd.jetcd.api.AuthGrpc;
import io.etcd.jetcd.api.AuthGrpc.AuthBlockingStub;
import io.etcd.jetcd.api.AuthRoleAddRequest;
import io.etcd.jetcd.api.AuthUserAddRequest;
import io.etcd.jetcd.api.AuthUserGrantRoleRequest;
import io.etcd.jetcd.api.AuthenticateRequest;
import io.grpc.ClientInterceptor;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import meridian.base.Address;

/** Access control over the etcd API, with nobody in it but root. */
final class AccessControl {
    private static final String ROOT = "root";
    private static final String PASSWORD = "bench";
    private static final Duration ANSWER_WAIT_MAX = Duration.ofSeconds(30);
    private static final Metadata.Key<String> TOKEN = Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER);

    private AccessControl() {}

    /** From here on only those who are logged in may do anything. */
    static void turnOn(List<Address> endpoints) {
        try (Connections connections = new Connections(endpoints, 1)) {
            AuthBlockingStub users = stub(connections);
            users.userAdd(AuthUserAddRequest.newBuilder()
                    .setName(ROOT)
                    .setPassword(PASSWORD)
                    .build());
            users.roleAdd(AuthRoleAddRequest.newBuilder().setName(ROOT).build());
            users.userGrantRole(AuthUserGrantRoleRequest.newBuilder()
                    .setUser(ROOT)
                    .setRole(ROOT)
                    .build());
            users.authEnable(AuthEnableRequest.getDefaultInstance());
        } catch (StatusRuntimeException e) {
            throw new BenchFailure("Access control cannot be turned on: " + Answer.reason(e), e);
        }
    }

    /** Logs in as root; what it returns shows the token at each call. */
    static ClientInterceptor login(Connections connections) {
        try {
            Metadata headers = new Metadata();
            headers.put(
                    TOKEN,
                    stub(connections)
                            .authenticate(AuthenticateRequest.newBuilder()
                                    .setName(ROOT)
                                    .setPassword(PASSWORD)
                                    .build())
                            .getToken());
            return MetadataUtils.newAttachHeadersInterceptor(headers);
        } catch (StatusRuntimeException e) {
            throw new BenchFailure("root cannot log in: " + Answer.reason(e), e);
        }
    }

    private static AuthBlockingStub stub(Connections connections) {
        return AuthGrpc.newBlockingStub(connections.of(0))
                .withDeadlineAfter(ANSWER_WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS);
    }
}
