package meridian.etcd;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.etcd.jetcd.api.AuthRoleAddRequest;
import io.etcd.jetcd.api.AuthRoleDeleteRequest;
import io.etcd.jetcd.api.AuthRoleGetRequest;
import io.etcd.jetcd.api.AuthRoleGrantPermissionRequest;
import io.etcd.jetcd.api.AuthRoleRevokePermissionRequest;
import io.etcd.jetcd.api.AuthUserAddRequest;
import io.etcd.jetcd.api.AuthUserChangePasswordRequest;
import io.etcd.jetcd.api.AuthUserDeleteRequest;
import io.etcd.jetcd.api.AuthUserGetRequest;
import io.etcd.jetcd.api.AuthUserGrantRoleRequest;
import io.etcd.jetcd.api.AuthUserRevokeRoleRequest;
import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.api.DeleteRangeRequest;
import io.etcd.jetcd.api.LeaseGrantRequest;
import io.etcd.jetcd.api.LeaseRevokeRequest;
import io.etcd.jetcd.api.MemberAddRequest;
import io.etcd.jetcd.api.MemberPromoteRequest;
import io.etcd.jetcd.api.MemberRemoveRequest;
import io.etcd.jetcd.api.Permission;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.WatchCreateRequest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import meridian.protocol.AcquireRequest;
import meridian.protocol.AwaitBarrierRequest;
import meridian.protocol.AwaitLatchRequest;
import meridian.protocol.ChangeNumberRequest;
import meridian.protocol.ChangeReferenceRequest;
import meridian.protocol.CountDownLatchRequest;
import meridian.protocol.CreateTokenRequest;
import meridian.protocol.DrainPermitsRequest;
import meridian.protocol.GetLatchRequest;
import meridian.protocol.GetPermitsRequest;
import meridian.protocol.ListTokensRequest;
import meridian.protocol.ReleaseRequest;
import meridian.protocol.RevokeTokenRequest;
import meridian.protocol.SetLatchRequest;
import meridian.protocol.SetPermitsRequest;

/** What a request was about, in few words and without anything that is nobody's business: values, passwords. */
final class AuditTarget {
    private static final int LENGTH_MAX = 300;
    private static final int DEPTH_MAX = 3;

    private AuditTarget() {}

    static String of(Message request) {
        String text =
                switch (request) {
                    case RangeRequest range -> keys(range.getKey(), range.getRangeEnd());
                    case PutRequest put -> keys(put.getKey(), ByteString.EMPTY);
                    case DeleteRangeRequest delete -> keys(delete.getKey(), delete.getRangeEnd());
                    case TxnRequest transaction -> steps(transaction, DEPTH_MAX);
                    case WatchCreateRequest watch -> keys(watch.getKey(), watch.getRangeEnd());
                    case LeaseGrantRequest grant -> "lease " + Long.toHexString(grant.getID());
                    case LeaseRevokeRequest revoke -> "lease " + Long.toHexString(revoke.getID());
                    case MemberAddRequest add -> String.join(",", add.getPeerURLsList());
                    case MemberRemoveRequest remove -> "member " + Long.toHexString(remove.getID());
                    case MemberPromoteRequest promote -> "member " + Long.toHexString(promote.getID());
                    default -> ofAccount(request);
                };
        return text.length() <= LENGTH_MAX ? text : text.substring(0, LENGTH_MAX) + "…";
    }

    private static String ofAccount(Message request) {
        return switch (request) {
            case AuthUserAddRequest add -> "user " + add.getName();
            case AuthUserGetRequest get -> "user " + get.getName();
            case AuthUserDeleteRequest delete -> "user " + delete.getName();
            case AuthUserChangePasswordRequest change -> "user " + change.getName();
            case AuthUserGrantRoleRequest grant -> "user " + grant.getUser() + ", role " + grant.getRole();
            case AuthUserRevokeRoleRequest revoke -> "user " + revoke.getName() + ", role " + revoke.getRole();
            case AuthRoleAddRequest add -> "role " + add.getName();
            case AuthRoleGetRequest get -> "role " + get.getRole();
            case AuthRoleDeleteRequest delete -> "role " + delete.getRole();
            case AuthRoleGrantPermissionRequest grant -> "role " + grant.getName() + ", " + permission(grant.getPerm());
            case AuthRoleRevokePermissionRequest revoke ->
                "role " + revoke.getRole() + ", " + keys(revoke.getKey(), revoke.getRangeEnd());
            case CreateTokenRequest create -> "token " + create.getTitle() + " of user " + create.getUser();
            case ListTokensRequest list -> "tokens of user " + list.getUser();
            case RevokeTokenRequest revoke -> "token " + revoke.getId();
            default -> ofCoordination(request);
        };
    }

    private static String ofCoordination(Message request) {
        return switch (request) {
            case AcquireRequest acquire -> text(acquire.getName());
            case ReleaseRequest release -> text(release.getHold().getKey());
            case SetPermitsRequest set -> text(set.getName());
            case GetPermitsRequest get -> text(get.getName());
            case DrainPermitsRequest drain -> text(drain.getName());
            case SetLatchRequest set -> text(set.getName());
            case CountDownLatchRequest countDown -> text(countDown.getName());
            case GetLatchRequest get -> text(get.getName());
            case AwaitLatchRequest await -> text(await.getName());
            case AwaitBarrierRequest await -> text(await.getName());
            case ChangeNumberRequest change -> text(change.getName());
            case ChangeReferenceRequest change -> text(change.getName());
            default -> "";
        };
    }

    private static String permission(Permission permission) {
        return permission.getPermType().name().toLowerCase(Locale.ROOT) + " "
                + keys(permission.getKey(), permission.getRangeEnd());
    }

    private static String steps(TxnRequest transaction, int depth) {
        StringBuilder text = new StringBuilder();
        for (Compare compare : transaction.getCompareList()) {
            append(text, "if " + keys(compare.getKey(), compare.getRangeEnd()));
        }
        append(text, transaction.getSuccessList(), "", depth);
        append(text, transaction.getFailureList(), "else ", depth);
        return text.toString();
    }

    private static void append(StringBuilder text, List<RequestOp> steps, String prefix, int depth) {
        for (RequestOp step : steps) {
            append(text, prefix + step(step, depth));
        }
    }

    private static void append(StringBuilder text, String part) {
        if (text.length() <= LENGTH_MAX) {
            text.append(text.isEmpty() ? "" : ", ").append(part);
        }
    }

    private static String step(RequestOp step, int depth) {
        return switch (step.getRequestCase()) {
            case REQUEST_PUT -> "put " + of(step.getRequestPut());
            case REQUEST_DELETE_RANGE -> "delete " + of(step.getRequestDeleteRange());
            case REQUEST_RANGE -> "get " + of(step.getRequestRange());
            case REQUEST_TXN -> depth == 0 ? "…" : "(" + steps(step.getRequestTxn(), depth - 1) + ")";
            case REQUEST_NOT_SET -> "nothing";
        };
    }

    private static String keys(ByteString key, ByteString end) {
        if (end.isEmpty()) {
            return text(key);
        }
        boolean open = end.size() == 1 && end.byteAt(0) == 0;
        return open ? "from " + text(key) : text(key) + " to " + text(end);
    }

    private static String text(ByteString key) {
        ByteString shown = key.size() <= LENGTH_MAX ? key : key.substring(0, LENGTH_MAX);
        return shown.isValidUtf8()
                ? shown.toStringUtf8()
                : "0x" + HexFormat.of().formatHex(shown.toByteArray());
    }
}
