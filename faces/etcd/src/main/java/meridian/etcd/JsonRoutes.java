package meridian.etcd;

import com.google.protobuf.Descriptors.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which path calls which method: as etcd's {@code google.api.http} options have it. */
final class JsonRoutes {
    private static final List<String> PREFIXES = List.of("/v3/", "/v3beta/");

    private static final Map<String, String> METHODS = Map.ofEntries(
            Map.entry("kv/range", "etcdserverpb.KV/Range"),
            Map.entry("kv/put", "etcdserverpb.KV/Put"),
            Map.entry("kv/deleterange", "etcdserverpb.KV/DeleteRange"),
            Map.entry("kv/txn", "etcdserverpb.KV/Txn"),
            Map.entry("kv/compaction", "etcdserverpb.KV/Compact"),
            Map.entry("watch", "etcdserverpb.Watch/Watch"),
            Map.entry("lease/grant", "etcdserverpb.Lease/LeaseGrant"),
            Map.entry("lease/revoke", "etcdserverpb.Lease/LeaseRevoke"),
            Map.entry("kv/lease/revoke", "etcdserverpb.Lease/LeaseRevoke"),
            Map.entry("lease/keepalive", "etcdserverpb.Lease/LeaseKeepAlive"),
            Map.entry("lease/timetolive", "etcdserverpb.Lease/LeaseTimeToLive"),
            Map.entry("kv/lease/timetolive", "etcdserverpb.Lease/LeaseTimeToLive"),
            Map.entry("lease/leases", "etcdserverpb.Lease/LeaseLeases"),
            Map.entry("kv/lease/leases", "etcdserverpb.Lease/LeaseLeases"),
            Map.entry("cluster/member/add", "etcdserverpb.Cluster/MemberAdd"),
            Map.entry("cluster/member/remove", "etcdserverpb.Cluster/MemberRemove"),
            Map.entry("cluster/member/update", "etcdserverpb.Cluster/MemberUpdate"),
            Map.entry("cluster/member/list", "etcdserverpb.Cluster/MemberList"),
            Map.entry("cluster/member/promote", "etcdserverpb.Cluster/MemberPromote"),
            Map.entry("maintenance/alarm", "etcdserverpb.Maintenance/Alarm"),
            Map.entry("maintenance/status", "etcdserverpb.Maintenance/Status"),
            Map.entry("maintenance/defragment", "etcdserverpb.Maintenance/Defragment"),
            Map.entry("maintenance/hash", "etcdserverpb.Maintenance/Hash"),
            Map.entry("maintenance/hashkv", "etcdserverpb.Maintenance/HashKV"),
            Map.entry("maintenance/snapshot", "etcdserverpb.Maintenance/Snapshot"),
            Map.entry("maintenance/transfer-leadership", "etcdserverpb.Maintenance/MoveLeader"),
            Map.entry("auth/enable", "etcdserverpb.Auth/AuthEnable"),
            Map.entry("auth/disable", "etcdserverpb.Auth/AuthDisable"),
            Map.entry("auth/status", "etcdserverpb.Auth/AuthStatus"),
            Map.entry("auth/authenticate", "etcdserverpb.Auth/Authenticate"),
            Map.entry("auth/user/add", "etcdserverpb.Auth/UserAdd"),
            Map.entry("auth/user/get", "etcdserverpb.Auth/UserGet"),
            Map.entry("auth/user/list", "etcdserverpb.Auth/UserList"),
            Map.entry("auth/user/delete", "etcdserverpb.Auth/UserDelete"),
            Map.entry("auth/user/changepw", "etcdserverpb.Auth/UserChangePassword"),
            Map.entry("auth/user/grant", "etcdserverpb.Auth/UserGrantRole"),
            Map.entry("auth/user/revoke", "etcdserverpb.Auth/UserRevokeRole"),
            Map.entry("auth/role/add", "etcdserverpb.Auth/RoleAdd"),
            Map.entry("auth/role/get", "etcdserverpb.Auth/RoleGet"),
            Map.entry("auth/role/list", "etcdserverpb.Auth/RoleList"),
            Map.entry("auth/role/delete", "etcdserverpb.Auth/RoleDelete"),
            Map.entry("auth/role/grant", "etcdserverpb.Auth/RoleGrantPermission"),
            Map.entry("auth/role/revoke", "etcdserverpb.Auth/RoleRevokePermission"),
            Map.entry("lock/lock", "v3lockpb.Lock/Lock"),
            Map.entry("lock/unlock", "v3lockpb.Lock/Unlock"),
            Map.entry("election/campaign", "v3electionpb.Election/Campaign"),
            Map.entry("election/proclaim", "v3electionpb.Election/Proclaim"),
            Map.entry("election/leader", "v3electionpb.Election/Leader"),
            Map.entry("election/observe", "v3electionpb.Election/Observe"),
            Map.entry("election/resign", "v3electionpb.Election/Resign"));

    private final Map<String, Route> routes = new HashMap<>();

    /** A method, with the names of what goes in and what comes out. */
    record Route(ServerMethodDefinition<?, ?> method, MethodDescriptor names) {
        boolean takesStream() {
            return !method.getMethodDescriptor().getType().clientSendsOneMessage();
        }

        boolean givesStream() {
            return !method.getMethodDescriptor().getType().serverSendsOneMessage();
        }
    }

    JsonRoutes(List<ServerServiceDefinition> services) {
        JsonSchema schema = JsonSchema.ofEtcd();
        Map<String, ServerMethodDefinition<?, ?>> served = new HashMap<>();
        services.forEach(service -> service.getMethods()
                .forEach(method -> served.put(method.getMethodDescriptor().getFullMethodName(), method)));
        METHODS.forEach((path, name) -> {
            ServerMethodDefinition<?, ?> method = served.get(name);
            if (method == null) {
                throw new IllegalArgumentException("nobody serves " + name);
            }
            Route route = new Route(method, schema.method(name));
            PREFIXES.forEach(prefix -> routes.put(prefix + path, route));
        });
    }

    Optional<Route> find(String path) {
        return Optional.ofNullable(routes.get(path));
    }

    static boolean isBelowPrefix(String path) {
        return PREFIXES.stream().anyMatch(path::startsWith);
    }
}
