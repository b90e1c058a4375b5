package meridian.etcd;

import com.google.protobuf.Message;
import io.etcd.jetcd.api.AuthenticateRequest;
import io.grpc.Status;
import java.util.Optional;
import java.util.Set;
import meridian.protocol.ChangeNumberRequest;
import meridian.protocol.ChangeReferenceRequest;
import meridian.store.AuditEntry;
import meridian.store.AuditTrail;

/**
 * Chooses what is taken down: logins, refusals, and changes of users, members and the node always; changes of keys and
 * leases if that is wanted; nothing of what only reads.
 */
final class Audit {
    private static final String PACKAGE = "etcdserverpb.";

    private static final Set<String> ALWAYS = Set.of(
            "Auth/AuthEnable",
            "Auth/AuthDisable",
            "Auth/Authenticate",
            "Auth/UserAdd",
            "Auth/UserDelete",
            "Auth/UserChangePassword",
            "Auth/UserGrantRole",
            "Auth/UserRevokeRole",
            "Auth/RoleAdd",
            "Auth/RoleDelete",
            "Auth/RoleGrantPermission",
            "Auth/RoleRevokePermission",
            "Cluster/MemberAdd",
            "Cluster/MemberRemove",
            "Cluster/MemberUpdate",
            "Cluster/MemberPromote",
            "Maintenance/Defragment",
            "Maintenance/MoveLeader",
            "Maintenance/Snapshot",
            "meridian.v1.Access/CreateToken",
            "meridian.v1.Access/RevokeToken");

    private static final Set<String> WRITES = Set.of(
            "KV/Put",
            "KV/DeleteRange",
            "KV/Txn",
            "KV/Compact",
            "Lease/LeaseGrant",
            "Lease/LeaseRevoke",
            "Maintenance/Alarm",
            "v3lockpb.Lock/Lock",
            "v3lockpb.Lock/Unlock",
            "v3electionpb.Election/Campaign",
            "v3electionpb.Election/Proclaim",
            "v3electionpb.Election/Resign",
            "meridian.v1.Coordination/Acquire",
            "meridian.v1.Coordination/Release",
            "meridian.v1.Coordination/SetPermits",
            "meridian.v1.Coordination/DrainPermits",
            "meridian.v1.Coordination/SetLatch",
            "meridian.v1.Coordination/CountDownLatch",
            "meridian.v1.Coordination/AwaitBarrier",
            "meridian.v1.Coordination/ChangeNumber",
            "meridian.v1.Coordination/ChangeReference");

    private final AuditTrail trail;
    private final boolean withWrites;

    Audit(AuditTrail trail, boolean withWrites) {
        this.trail = trail;
        this.withWrites = withWrites;
    }

    boolean wants(String method, Optional<Message> request, Status status) {
        String action = action(method);
        return EtcdErrors.isRefusal(status)
                || ALWAYS.contains(action)
                || (withWrites
                        && WRITES.contains(action)
                        && request.filter(Audit::onlyReads).isEmpty());
    }

    /** Of a method that does both. */
    private static boolean onlyReads(Message request) {
        return switch (request) {
            case ChangeNumberRequest number -> number.getChangeCase() == ChangeNumberRequest.ChangeCase.CHANGE_NOT_SET;
            case ChangeReferenceRequest reference ->
                reference.getChangeCase() == ChangeReferenceRequest.ChangeCase.CHANGE_NOT_SET;
            default -> false;
        };
    }

    void record(String user, String from, String method, Optional<Message> request, Status status) {
        String name = request.filter(AuthenticateRequest.class::isInstance)
                .map(login -> ((AuthenticateRequest) login).getName())
                .orElse(user);
        trail.record(new AuditEntry(
                name,
                from,
                action(method),
                request.map(AuditTarget::of).orElse(""),
                outcome(status),
                status.isOk() ? "" : EtcdErrors.text(status)));
    }

    private static AuditEntry.Outcome outcome(Status status) {
        if (status.isOk()) {
            return AuditEntry.Outcome.ALLOWED;
        }
        return EtcdErrors.isRefusal(status) ? AuditEntry.Outcome.REFUSED : AuditEntry.Outcome.FAILED;
    }

    private static String action(String method) {
        return method.startsWith(PACKAGE) ? method.substring(PACKAGE.length()) : method;
    }
}
