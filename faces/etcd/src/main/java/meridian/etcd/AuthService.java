package meridian.etcd;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.AuthDisableRequest;
import io.etcd.jetcd.api.AuthDisableResponse;
import io.etcd.jetcd.api.AuthEnableRequest;
import io.etcd.jetcd.api.AuthEnableResponse;
import io.etcd.jetcd.api.AuthGrpc;
import io.etcd.jetcd.api.AuthRoleAddRequest;
import io.etcd.jetcd.api.AuthRoleAddResponse;
import io.etcd.jetcd.api.AuthRoleDeleteRequest;
import io.etcd.jetcd.api.AuthRoleDeleteResponse;
import io.etcd.jetcd.api.AuthRoleGetRequest;
import io.etcd.jetcd.api.AuthRoleGetResponse;
import io.etcd.jetcd.api.AuthRoleGrantPermissionRequest;
import io.etcd.jetcd.api.AuthRoleGrantPermissionResponse;
import io.etcd.jetcd.api.AuthRoleListRequest;
import io.etcd.jetcd.api.AuthRoleListResponse;
import io.etcd.jetcd.api.AuthRoleRevokePermissionRequest;
import io.etcd.jetcd.api.AuthRoleRevokePermissionResponse;
import io.etcd.jetcd.api.AuthUserAddRequest;
import io.etcd.jetcd.api.AuthUserAddResponse;
import io.etcd.jetcd.api.AuthUserChangePasswordRequest;
import io.etcd.jetcd.api.AuthUserChangePasswordResponse;
import io.etcd.jetcd.api.AuthUserDeleteRequest;
import io.etcd.jetcd.api.AuthUserDeleteResponse;
import io.etcd.jetcd.api.AuthUserGetRequest;
import io.etcd.jetcd.api.AuthUserGetResponse;
import io.etcd.jetcd.api.AuthUserGrantRoleRequest;
import io.etcd.jetcd.api.AuthUserGrantRoleResponse;
import io.etcd.jetcd.api.AuthUserListRequest;
import io.etcd.jetcd.api.AuthUserListResponse;
import io.etcd.jetcd.api.AuthUserRevokeRoleRequest;
import io.etcd.jetcd.api.AuthUserRevokeRoleResponse;
import io.etcd.jetcd.api.AuthenticateRequest;
import io.etcd.jetcd.api.AuthenticateResponse;
import io.etcd.jetcd.api.ResponseHeader;
import io.grpc.ServerServiceDefinition;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import meridian.base.Outcome;
import meridian.store.AccessChange;
import meridian.store.Permission;
import meridian.store.Reply;

/** Users, roles and logins. */
final class AuthService {
    private final Identity identity;

    AuthService(Identity identity) {
        this.identity = identity;
    }

    ServerServiceDefinition definition(Reception reception) {
        ServerServiceDefinition.Builder service = ServerServiceDefinition.builder(AuthGrpc.SERVICE_NAME);
        addSwitch(service, reception);
        addUsers(service, reception);
        addRoles(service, reception);
        return service.build();
    }

    private void addSwitch(ServerServiceDefinition.Builder service, Reception reception) {
        service.addMethod(ServedMethod.of(AuthGrpc.getAuthEnableMethod(), new Unary<>(this::enable, reception)))
                .addMethod(ServedMethod.of(AuthGrpc.getAuthDisableMethod(), new Unary<>(this::disable, reception)))
                .addMethod(ServedMethod.of(AuthStatus.METHOD, new Unary<>(this::status, reception)))
                .addMethod(ServedMethod.of(
                        AuthGrpc.getAuthenticateMethod(), Unary.forStrangers(this::authenticate, reception)));
    }

    private void addUsers(ServerServiceDefinition.Builder service, Reception reception) {
        service.addMethod(ServedMethod.of(AuthGrpc.getUserAddMethod(), new Unary<>(this::addUser, reception)))
                .addMethod(ServedMethod.of(AuthGrpc.getUserGetMethod(), new Unary<>(this::getUser, reception)))
                .addMethod(ServedMethod.of(AuthGrpc.getUserListMethod(), new Unary<>(this::listUsers, reception)))
                .addMethod(ServedMethod.of(AuthGrpc.getUserDeleteMethod(), new Unary<>(this::deleteUser, reception)))
                .addMethod(ServedMethod.of(
                        AuthGrpc.getUserChangePasswordMethod(), new Unary<>(this::changePassword, reception)))
                .addMethod(ServedMethod.of(AuthGrpc.getUserGrantRoleMethod(), new Unary<>(this::grantRole, reception)))
                .addMethod(
                        ServedMethod.of(AuthGrpc.getUserRevokeRoleMethod(), new Unary<>(this::revokeRole, reception)));
    }

    private void addRoles(ServerServiceDefinition.Builder service, Reception reception) {
        service.addMethod(ServedMethod.of(AuthGrpc.getRoleAddMethod(), new Unary<>(this::addRole, reception)))
                .addMethod(ServedMethod.of(AuthGrpc.getRoleGetMethod(), new Unary<>(this::getRole, reception)))
                .addMethod(ServedMethod.of(AuthGrpc.getRoleListMethod(), new Unary<>(this::listRoles, reception)))
                .addMethod(ServedMethod.of(AuthGrpc.getRoleDeleteMethod(), new Unary<>(this::deleteRole, reception)))
                .addMethod(ServedMethod.of(
                        AuthGrpc.getRoleGrantPermissionMethod(), new Unary<>(this::grantPermission, reception)))
                .addMethod(ServedMethod.of(
                        AuthGrpc.getRoleRevokePermissionMethod(), new Unary<>(this::revokePermission, reception)));
    }

    private CompletableFuture<AuthEnableResponse> enable(Visit visit, AuthEnableRequest request) {
        return answer(
                visit.store().accounts().enable(),
                header -> AuthEnableResponse.newBuilder().setHeader(header).build());
    }

    private CompletableFuture<AuthDisableResponse> disable(Visit visit, AuthDisableRequest request) {
        return change(
                visit,
                new AccessChange.Disable(),
                header -> AuthDisableResponse.newBuilder().setHeader(header).build());
    }

    private CompletableFuture<AuthStatus> status(Visit visit, AuthStatus.Request request) {
        return visit.store().accounts().status().thenApply(reply -> {
            var done = EtcdErrors.done(reply);
            return new AuthStatus(
                    identity.header(done.header()),
                    done.value().enabled(),
                    done.value().revision());
        });
    }

    private CompletableFuture<AuthenticateResponse> authenticate(Visit visit, AuthenticateRequest request) {
        return visit.store()
                .accounts()
                .login(request.getName(), request.getPassword(), visit.from())
                .thenApply(reply -> {
                    Reply.Done<String> done = EtcdErrors.done(reply);
                    return AuthenticateResponse.newBuilder()
                            .setHeader(identity.header(done.header()))
                            .setToken(done.value())
                            .build();
                });
    }

    private CompletableFuture<AuthUserAddResponse> addUser(Visit visit, AuthUserAddRequest request) {
        String password = LaterFields.isWithoutPassword(request) ? "" : request.getPassword();
        return answer(
                visit.store().accounts().addUser(request.getName(), password),
                header -> AuthUserAddResponse.newBuilder().setHeader(header).build());
    }

    private CompletableFuture<AuthUserGetResponse> getUser(Visit visit, AuthUserGetRequest request) {
        return visit.store().accounts().rolesOf(request.getName()).thenApply(reply -> {
            var done = EtcdErrors.done(reply);
            return AuthUserGetResponse.newBuilder()
                    .setHeader(identity.header(done.header()))
                    .addAllRoles(done.value())
                    .build();
        });
    }

    private CompletableFuture<AuthUserListResponse> listUsers(Visit visit, AuthUserListRequest request) {
        return visit.store().accounts().users().thenApply(reply -> {
            var done = EtcdErrors.done(reply);
            return AuthUserListResponse.newBuilder()
                    .setHeader(identity.header(done.header()))
                    .addAllUsers(done.value())
                    .build();
        });
    }

    private CompletableFuture<AuthUserDeleteResponse> deleteUser(Visit visit, AuthUserDeleteRequest request) {
        return change(
                visit,
                new AccessChange.DeleteUser(request.getName()),
                header -> AuthUserDeleteResponse.newBuilder().setHeader(header).build());
    }

    private CompletableFuture<AuthUserChangePasswordResponse> changePassword(
            Visit visit, AuthUserChangePasswordRequest request) {
        return answer(
                visit.store().accounts().changePassword(request.getName(), request.getPassword()),
                header -> AuthUserChangePasswordResponse.newBuilder()
                        .setHeader(header)
                        .build());
    }

    private CompletableFuture<AuthUserGrantRoleResponse> grantRole(Visit visit, AuthUserGrantRoleRequest request) {
        return change(
                visit,
                new AccessChange.GrantRole(request.getUser(), request.getRole()),
                header ->
                        AuthUserGrantRoleResponse.newBuilder().setHeader(header).build());
    }

    private CompletableFuture<AuthUserRevokeRoleResponse> revokeRole(Visit visit, AuthUserRevokeRoleRequest request) {
        return change(
                visit,
                new AccessChange.RevokeRole(request.getName(), request.getRole()),
                header -> AuthUserRevokeRoleResponse.newBuilder()
                        .setHeader(header)
                        .build());
    }

    private CompletableFuture<AuthRoleAddResponse> addRole(Visit visit, AuthRoleAddRequest request) {
        return change(
                visit,
                new AccessChange.AddRole(request.getName()),
                header -> AuthRoleAddResponse.newBuilder().setHeader(header).build());
    }

    private CompletableFuture<AuthRoleGetResponse> getRole(Visit visit, AuthRoleGetRequest request) {
        return visit.store().accounts().permissionsOf(request.getRole()).thenApply(reply -> {
            var done = EtcdErrors.done(reply);
            return AuthRoleGetResponse.newBuilder()
                    .setHeader(identity.header(done.header()))
                    .addAllPerm(
                            done.value().stream().map(AuthService::translate).toList())
                    .build();
        });
    }

    private CompletableFuture<AuthRoleListResponse> listRoles(Visit visit, AuthRoleListRequest request) {
        return visit.store().accounts().roles().thenApply(reply -> {
            var done = EtcdErrors.done(reply);
            return AuthRoleListResponse.newBuilder()
                    .setHeader(identity.header(done.header()))
                    .addAllRoles(done.value())
                    .build();
        });
    }

    private CompletableFuture<AuthRoleDeleteResponse> deleteRole(Visit visit, AuthRoleDeleteRequest request) {
        return change(
                visit,
                new AccessChange.DeleteRole(request.getRole()),
                header -> AuthRoleDeleteResponse.newBuilder().setHeader(header).build());
    }

    private CompletableFuture<AuthRoleGrantPermissionResponse> grantPermission(
            Visit visit, AuthRoleGrantPermissionRequest request) {
        if (!request.hasPerm()) {
            throw EtcdErrors.because(EtcdErrors.PERMISSION_NOT_GIVEN);
        }
        return change(
                visit,
                new AccessChange.GrantPermission(request.getName(), translate(request.getPerm())),
                header -> AuthRoleGrantPermissionResponse.newBuilder()
                        .setHeader(header)
                        .build());
    }

    private CompletableFuture<AuthRoleRevokePermissionResponse> revokePermission(
            Visit visit, AuthRoleRevokePermissionRequest request) {
        return change(
                visit,
                new AccessChange.RevokePermission(
                        request.getRole(),
                        ByteStrings.toBytes(request.getKey()),
                        ByteStrings.toBytes(request.getRangeEnd())),
                header -> AuthRoleRevokePermissionResponse.newBuilder()
                        .setHeader(header)
                        .build());
    }

    private <R> CompletableFuture<R> change(Visit visit, AccessChange change, Function<ResponseHeader, R> response) {
        return answer(visit.store().accounts().change(change), response);
    }

    private <R> CompletableFuture<R> answer(
            CompletableFuture<Outcome<Reply<Long>>> changed, Function<ResponseHeader, R> response) {
        return changed.thenApply(outcome ->
                response.apply(identity.header(EtcdErrors.done(outcome).header())));
    }

    private static Permission translate(io.etcd.jetcd.api.Permission permission) {
        Permission.Kind kind =
                switch (permission.getPermType()) {
                    case READ -> Permission.Kind.READ;
                    case WRITE -> Permission.Kind.WRITE;
                    case READWRITE -> Permission.Kind.READ_WRITE;
                    case UNRECOGNIZED -> throw EtcdErrors.because(EtcdErrors.PERMISSION_NOT_GIVEN);
                };
        return new Permission(
                kind, ByteStrings.toBytes(permission.getKey()), ByteStrings.toBytes(permission.getRangeEnd()));
    }

    private static io.etcd.jetcd.api.Permission translate(Permission permission) {
        ByteString key = ByteStrings.of(permission.key());
        return io.etcd.jetcd.api.Permission.newBuilder()
                .setPermType(
                        switch (permission.kind()) {
                            case READ -> io.etcd.jetcd.api.Permission.Type.READ;
                            case WRITE -> io.etcd.jetcd.api.Permission.Type.WRITE;
                            case READ_WRITE -> io.etcd.jetcd.api.Permission.Type.READWRITE;
                        })
                .setKey(key)
                .setRangeEnd(ByteStrings.of(permission.end()))
                .build();
    }
}
