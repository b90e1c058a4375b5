package meridian.etcd;

import static meridian.etcd.Messages.begin;
import static meridian.etcd.Messages.bytes;
import static meridian.etcd.Messages.delete;
import static meridian.etcd.Messages.exists;
import static meridian.etcd.Messages.get;
import static meridian.etcd.Messages.put;
import static meridian.etcd.Messages.step;
import static meridian.etcd.Messages.then;
import static meridian.etcd.Messages.watch;

import io.etcd.jetcd.api.AlarmRequest;
import io.etcd.jetcd.api.AlarmType;
import io.etcd.jetcd.api.AuthDisableRequest;
import io.etcd.jetcd.api.AuthEnableRequest;
import io.etcd.jetcd.api.AuthGrpc;
import io.etcd.jetcd.api.AuthRoleAddRequest;
import io.etcd.jetcd.api.AuthRoleDeleteRequest;
import io.etcd.jetcd.api.AuthRoleGetRequest;
import io.etcd.jetcd.api.AuthRoleGrantPermissionRequest;
import io.etcd.jetcd.api.AuthRoleListRequest;
import io.etcd.jetcd.api.AuthRoleRevokePermissionRequest;
import io.etcd.jetcd.api.AuthUserAddRequest;
import io.etcd.jetcd.api.AuthUserChangePasswordRequest;
import io.etcd.jetcd.api.AuthUserDeleteRequest;
import io.etcd.jetcd.api.AuthUserGetRequest;
import io.etcd.jetcd.api.AuthUserGrantRoleRequest;
import io.etcd.jetcd.api.AuthUserListRequest;
import io.etcd.jetcd.api.AuthUserRevokeRoleRequest;
import io.etcd.jetcd.api.CampaignRequest;
import io.etcd.jetcd.api.ClusterGrpc;
import io.etcd.jetcd.api.CompactionRequest;
import io.etcd.jetcd.api.DefragmentRequest;
import io.etcd.jetcd.api.DefragmentResponse;
import io.etcd.jetcd.api.ElectionGrpc;
import io.etcd.jetcd.api.HashKVRequest;
import io.etcd.jetcd.api.HashRequest;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.LeaderKey;
import io.etcd.jetcd.api.LeaderRequest;
import io.etcd.jetcd.api.LeaseGrantRequest;
import io.etcd.jetcd.api.LeaseGrpc;
import io.etcd.jetcd.api.LeaseKeepAliveRequest;
import io.etcd.jetcd.api.LeaseRevokeRequest;
import io.etcd.jetcd.api.LeaseTimeToLiveRequest;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.MemberAddRequest;
import io.etcd.jetcd.api.MemberListRequest;
import io.etcd.jetcd.api.MemberPromoteRequest;
import io.etcd.jetcd.api.MemberRemoveRequest;
import io.etcd.jetcd.api.MemberUpdateRequest;
import io.etcd.jetcd.api.MoveLeaderRequest;
import io.etcd.jetcd.api.Permission;
import io.etcd.jetcd.api.ProclaimRequest;
import io.etcd.jetcd.api.ResignRequest;
import io.etcd.jetcd.api.SnapshotRequest;
import io.etcd.jetcd.api.StatusRequest;
import io.etcd.jetcd.api.WatchGrpc;
import io.etcd.jetcd.api.WatchResponse;
import io.etcd.jetcd.api.lock.LockGrpc;
import io.etcd.jetcd.api.lock.LockRequest;
import io.etcd.jetcd.api.lock.UnlockRequest;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import meridian.protocol.AccessGrpc;
import meridian.protocol.AcquireRequest;
import meridian.protocol.AwaitBarrierRequest;
import meridian.protocol.AwaitLatchRequest;
import meridian.protocol.ChangeNumberRequest;
import meridian.protocol.ChangeReferenceRequest;
import meridian.protocol.CoordinationGrpc;
import meridian.protocol.CountDownLatchRequest;
import meridian.protocol.CreateTokenRequest;
import meridian.protocol.DrainPermitsRequest;
import meridian.protocol.GetLatchRequest;
import meridian.protocol.GetPermitsRequest;
import meridian.protocol.Hold;
import meridian.protocol.ListTokensRequest;
import meridian.protocol.ReleaseRequest;
import meridian.protocol.RevokeTokenRequest;
import meridian.protocol.SetLatchRequest;
import meridian.protocol.SetPermitsRequest;
import meridian.protocol.Value;

/**
 * Every method the face serves, asked for something that a user without any permission may not have, or for anything at
 * all where such a user may.
 *
 * @param title the method, and what is asked of it if there is more than one line for it
 * @param open may everybody have it who has logged in?
 */
record AccessContract(String title, String method, boolean open, Request request) {
    /** A key that nobody but root may touch, and which goes with the lease {@link #LEASE}. */
    static final String KEY = "secret";

    static final long LEASE = 4711;
    static final String USER = "anna";

    /** Asks; a refusal comes as an exception. */
    interface Request {
        void send(Channel channel);
    }

    @Override
    public String toString() {
        return title;
    }

    static List<AccessContract> all() {
        List<AccessContract> all = new ArrayList<>();
        all.addAll(ofKeys());
        all.addAll(ofLeases());
        all.addAll(ofLocks());
        all.addAll(ofElections());
        all.addAll(ofCoordination());
        all.addAll(ofSharedValues());
        all.addAll(ofCluster());
        all.addAll(ofMaintenance());
        all.addAll(ofUsers());
        all.addAll(ofRoles());
        all.addAll(ofTokens());
        return all;
    }

    private static <Q, R> AccessContract closed(String detail, MethodDescriptor<Q, R> method, Q request) {
        return of(detail, method, request, false);
    }

    private static <Q, R> AccessContract open(String detail, MethodDescriptor<Q, R> method, Q request) {
        return of(detail, method, request, true);
    }

    /** Takes all answers, of which a stream has many. */
    private static <Q, R> AccessContract of(String detail, MethodDescriptor<Q, R> method, Q request, boolean open) {
        String name = method.getFullMethodName();
        String title = name.substring(name.indexOf('.') + 1) + (detail.isEmpty() ? "" : ": " + detail);
        return new AccessContract(title, name, open, channel -> {
            if (method.getType() == MethodDescriptor.MethodType.UNARY) {
                ClientCalls.blockingUnaryCall(channel, method, CallOptions.DEFAULT, request);
            } else {
                ClientCalls.blockingServerStreamingCall(channel, method, CallOptions.DEFAULT, request)
                        .forEachRemaining(_ -> {});
            }
        });
    }

    private static List<AccessContract> ofKeys() {
        return List.of(
                closed("", KVGrpc.getRangeMethod(), get(KEY)),
                closed(
                        "without asking the leader",
                        KVGrpc.getRangeMethod(),
                        get(KEY).toBuilder().setSerializable(true).build()),
                closed("", KVGrpc.getPutMethod(), put(KEY, "forged")),
                closed("", KVGrpc.getDeleteRangeMethod(), delete(KEY)),
                closed("a put", KVGrpc.getTxnMethod(), then(step(put(KEY, "forged")))),
                closed("a read", KVGrpc.getTxnMethod(), then(step(get(KEY)))),
                closed(
                        "a put in the branch that is not taken",
                        KVGrpc.getTxnMethod(),
                        then().toBuilder().addFailure(step(put(KEY, "forged"))).build()),
                closed("a nested put", KVGrpc.getTxnMethod(), then(step(then(step(put(KEY, "forged")))))),
                closed(
                        "a comparison",
                        KVGrpc.getTxnMethod(),
                        then().toBuilder().addCompare(exists(KEY)).build()),
                closed(
                        "",
                        KVGrpc.getCompactMethod(),
                        CompactionRequest.newBuilder().setRevision(2).build()),
                new AccessContract(
                        "Watch/Watch",
                        WatchGrpc.getWatchMethod().getFullMethodName(),
                        false,
                        AccessContract::watchKey));
    }

    /** A watch is refused by an answer, which is turned into what a client makes of it. */
    private static void watchKey(Channel channel) {
        try (WatchClient client = WatchClient.of(channel)) {
            client.send(begin(watch(KEY)));
            WatchResponse answer = client.nextOrEnd();
            if (answer.getCanceled()) {
                throw refusal(answer.getCancelReason());
            }
        }
    }

    private static StatusRuntimeException refusal(String reason) {
        String text = reason.substring(reason.indexOf("desc = ") + "desc = ".length());
        String code = reason.substring("rpc error: code = ".length(), reason.indexOf(" desc"));
        for (Status.Code candidate : Status.Code.values()) {
            if (candidate.name().replace("_", "").equalsIgnoreCase(code)) {
                return candidate.toStatus().withDescription(text).asRuntimeException();
            }
        }
        throw new AssertionError("no code in '" + reason + "'");
    }

    private static List<AccessContract> ofLeases() {
        LeaseTimeToLiveRequest timeToLive =
                LeaseTimeToLiveRequest.newBuilder().setID(LEASE).build();
        return List.of(
                open(
                        "",
                        LeaseGrpc.getLeaseGrantMethod(),
                        LeaseGrantRequest.newBuilder().setTTL(60).build()),
                closed(
                        "of others' keys",
                        LeaseGrpc.getLeaseRevokeMethod(),
                        LeaseRevokeRequest.newBuilder().setID(LEASE).build()),
                closed(
                        "of others' keys",
                        KVGrpc.getPutMethod(),
                        put(USER, "v").toBuilder().setLease(LEASE).build()),
                open("without keys", LeaseGrpc.getLeaseTimeToLiveMethod(), timeToLive),
                closed(
                        "with keys",
                        LeaseGrpc.getLeaseTimeToLiveMethod(),
                        timeToLive.toBuilder().setKeys(true).build()),
                open("", later("Lease/LeaseLeases"), DefragmentRequest.getDefaultInstance()),
                new AccessContract(
                        "Lease/LeaseKeepAlive",
                        LeaseGrpc.getLeaseKeepAliveMethod().getFullMethodName(),
                        true,
                        channel -> ClientCalls.blockingServerStreamingCall(
                                        channel,
                                        LeaseGrpc.getLeaseKeepAliveMethod().toBuilder()
                                                .setType(MethodDescriptor.MethodType.SERVER_STREAMING)
                                                .build(),
                                        CallOptions.DEFAULT,
                                        LeaseKeepAliveRequest.newBuilder()
                                                .setID(LEASE)
                                                .build())
                                .forEachRemaining(_ -> {})));
    }

    private static List<AccessContract> ofLocks() {
        return List.of(
                closed(
                        "",
                        LockGrpc.getLockMethod(),
                        LockRequest.newBuilder()
                                .setName(bytes(KEY))
                                .setLease(LEASE)
                                .build()),
                closed(
                        "",
                        LockGrpc.getUnlockMethod(),
                        UnlockRequest.newBuilder().setKey(bytes(KEY)).build()));
    }

    private static List<AccessContract> ofCoordination() {
        AcquireRequest acquire = AcquireRequest.newBuilder()
                .setName(bytes(KEY))
                .setSession(LEASE)
                .setPatienceMillis(0)
                .setExclusive(AcquireRequest.Exclusive.getDefaultInstance())
                .build();
        Hold hold = Hold.newBuilder()
                .setKey(bytes(KEY))
                .setFence(1)
                .setSession(LEASE)
                .build();
        return List.of(
                closed("exclusive", CoordinationGrpc.getAcquireMethod(), acquire),
                closed(
                        "shared",
                        CoordinationGrpc.getAcquireMethod(),
                        acquire.toBuilder()
                                .setShared(AcquireRequest.Shared.getDefaultInstance())
                                .build()),
                closed(
                        "permits",
                        CoordinationGrpc.getAcquireMethod(),
                        acquire.toBuilder()
                                .setPermits(AcquireRequest.Permits.newBuilder().setCount(1))
                                .build()),
                closed(
                        "",
                        CoordinationGrpc.getReleaseMethod(),
                        ReleaseRequest.newBuilder().setHold(hold).build()),
                closed(
                        "",
                        CoordinationGrpc.getSetPermitsMethod(),
                        SetPermitsRequest.newBuilder()
                                .setName(bytes(KEY))
                                .setPermits(1)
                                .build()),
                closed(
                        "",
                        CoordinationGrpc.getGetPermitsMethod(),
                        GetPermitsRequest.newBuilder().setName(bytes(KEY)).build()),
                closed(
                        "",
                        CoordinationGrpc.getDrainPermitsMethod(),
                        DrainPermitsRequest.newBuilder()
                                .setName(bytes(KEY))
                                .setSession(LEASE)
                                .build()),
                closed(
                        "",
                        CoordinationGrpc.getSetLatchMethod(),
                        SetLatchRequest.newBuilder()
                                .setName(bytes(KEY))
                                .setCount(1)
                                .build()),
                closed(
                        "",
                        CoordinationGrpc.getCountDownLatchMethod(),
                        CountDownLatchRequest.newBuilder().setName(bytes(KEY)).build()),
                closed(
                        "",
                        CoordinationGrpc.getGetLatchMethod(),
                        GetLatchRequest.newBuilder().setName(bytes(KEY)).build()),
                closed(
                        "",
                        CoordinationGrpc.getAwaitLatchMethod(),
                        AwaitLatchRequest.newBuilder()
                                .setName(bytes(KEY))
                                .setPatienceMillis(0)
                                .build()),
                closed(
                        "",
                        CoordinationGrpc.getAwaitBarrierMethod(),
                        AwaitBarrierRequest.newBuilder()
                                .setName(bytes(KEY))
                                .setSession(LEASE)
                                .setParties(2)
                                .setPatienceMillis(0)
                                .build()));
    }

    private static List<AccessContract> ofSharedValues() {
        ChangeNumberRequest number =
                ChangeNumberRequest.newBuilder().setName(bytes(KEY)).build();
        ChangeReferenceRequest reference =
                ChangeReferenceRequest.newBuilder().setName(bytes(KEY)).build();
        return List.of(
                closed("a read", CoordinationGrpc.getChangeNumberMethod(), number),
                closed(
                        "a change",
                        CoordinationGrpc.getChangeNumberMethod(),
                        number.toBuilder().setAdd(1).build()),
                closed("a read", CoordinationGrpc.getChangeReferenceMethod(), reference),
                closed(
                        "a change",
                        CoordinationGrpc.getChangeReferenceMethod(),
                        reference.toBuilder().setSet(Value.getDefaultInstance()).build()));
    }

    private static List<AccessContract> ofElections() {
        LeaderKey leader = LeaderKey.newBuilder()
                .setName(bytes(KEY))
                .setKey(bytes(KEY))
                .setRev(1)
                .setLease(LEASE)
                .build();
        LeaderRequest whoLeads = LeaderRequest.newBuilder().setName(bytes(KEY)).build();
        return List.of(
                closed(
                        "",
                        ElectionGrpc.getCampaignMethod(),
                        CampaignRequest.newBuilder()
                                .setName(bytes(KEY))
                                .setLease(LEASE)
                                .build()),
                closed(
                        "",
                        ElectionGrpc.getProclaimMethod(),
                        ProclaimRequest.newBuilder().setLeader(leader).build()),
                closed(
                        "",
                        ElectionGrpc.getResignMethod(),
                        ResignRequest.newBuilder().setLeader(leader).build()),
                closed("", ElectionGrpc.getLeaderMethod(), whoLeads),
                new AccessContract(
                        "Election/Observe",
                        ElectionGrpc.getObserveMethod().getFullMethodName(),
                        false,
                        channel -> ClientCalls.blockingServerStreamingCall(
                                        channel,
                                        ElectionGrpc.getObserveMethod(),
                                        // Who is let in hears nothing for as long as nobody leads.
                                        CallOptions.DEFAULT.withDeadlineAfter(2, TimeUnit.SECONDS),
                                        whoLeads)
                                .forEachRemaining(_ -> {})));
    }

    private static List<AccessContract> ofCluster() {
        return List.of(
                open("", ClusterGrpc.getMemberListMethod(), MemberListRequest.getDefaultInstance()),
                closed(
                        "",
                        ClusterGrpc.getMemberAddMethod(),
                        MemberAddRequest.newBuilder()
                                .addPeerURLs("http://127.0.0.1:1")
                                .build()),
                closed(
                        "",
                        ClusterGrpc.getMemberRemoveMethod(),
                        MemberRemoveRequest.newBuilder().setID(1).build()),
                closed(
                        "",
                        ClusterGrpc.getMemberUpdateMethod(),
                        MemberUpdateRequest.newBuilder().setID(1).build()),
                closed(
                        "",
                        ClusterGrpc.getMemberPromoteMethod(),
                        MemberPromoteRequest.newBuilder().setID(1).build()));
    }

    private static List<AccessContract> ofMaintenance() {
        return List.of(
                open("which there are", MaintenanceGrpc.getAlarmMethod(), AlarmRequest.getDefaultInstance()),
                closed(
                        "a new one",
                        MaintenanceGrpc.getAlarmMethod(),
                        AlarmRequest.newBuilder()
                                .setAction(AlarmRequest.AlarmAction.ACTIVATE)
                                .setAlarm(AlarmType.NOSPACE)
                                .build()),
                open("", MaintenanceGrpc.getStatusMethod(), StatusRequest.getDefaultInstance()),
                closed("", MaintenanceGrpc.getDefragmentMethod(), DefragmentRequest.getDefaultInstance()),
                closed("", MaintenanceGrpc.getHashMethod(), HashRequest.getDefaultInstance()),
                closed("", MaintenanceGrpc.getHashKVMethod(), HashKVRequest.getDefaultInstance()),
                closed("", MaintenanceGrpc.getSnapshotMethod(), SnapshotRequest.getDefaultInstance()),
                closed(
                        "",
                        MaintenanceGrpc.getMoveLeaderMethod(),
                        MoveLeaderRequest.newBuilder().setTargetID(1).build()));
    }

    private static List<AccessContract> ofUsers() {
        return List.of(
                closed("", AuthGrpc.getAuthEnableMethod(), AuthEnableRequest.getDefaultInstance()),
                closed("", AuthGrpc.getAuthDisableMethod(), AuthDisableRequest.getDefaultInstance()),
                closed("", later("Auth/AuthStatus"), DefragmentRequest.getDefaultInstance()),
                closed(
                        "",
                        AuthGrpc.getUserAddMethod(),
                        AuthUserAddRequest.newBuilder()
                                .setName("eve")
                                .setPassword("eve")
                                .build()),
                open(
                        "themselves",
                        AuthGrpc.getUserGetMethod(),
                        AuthUserGetRequest.newBuilder().setName(USER).build()),
                closed(
                        "others",
                        AuthGrpc.getUserGetMethod(),
                        AuthUserGetRequest.newBuilder().setName("root").build()),
                closed("", AuthGrpc.getUserListMethod(), AuthUserListRequest.getDefaultInstance()),
                closed(
                        "",
                        AuthGrpc.getUserDeleteMethod(),
                        AuthUserDeleteRequest.newBuilder().setName(USER).build()),
                closed(
                        "",
                        AuthGrpc.getUserChangePasswordMethod(),
                        AuthUserChangePasswordRequest.newBuilder()
                                .setName("root")
                                .setPassword("eve")
                                .build()),
                closed(
                        "",
                        AuthGrpc.getUserGrantRoleMethod(),
                        AuthUserGrantRoleRequest.newBuilder()
                                .setUser(USER)
                                .setRole("root")
                                .build()),
                closed(
                        "",
                        AuthGrpc.getUserRevokeRoleMethod(),
                        AuthUserRevokeRoleRequest.newBuilder()
                                .setName("root")
                                .setRole("root")
                                .build()));
    }

    private static List<AccessContract> ofRoles() {
        Permission all = Permission.newBuilder()
                .setPermType(Permission.Type.READWRITE)
                .setKey(bytes("\0"))
                .setRangeEnd(bytes("\0"))
                .build();
        return List.of(
                closed(
                        "",
                        AuthGrpc.getRoleAddMethod(),
                        AuthRoleAddRequest.newBuilder().setName("eve").build()),
                closed(
                        "of others",
                        AuthGrpc.getRoleGetMethod(),
                        AuthRoleGetRequest.newBuilder().setRole("keeper").build()),
                closed("", AuthGrpc.getRoleListMethod(), AuthRoleListRequest.getDefaultInstance()),
                closed(
                        "",
                        AuthGrpc.getRoleDeleteMethod(),
                        AuthRoleDeleteRequest.newBuilder().setRole("keeper").build()),
                closed(
                        "",
                        AuthGrpc.getRoleGrantPermissionMethod(),
                        AuthRoleGrantPermissionRequest.newBuilder()
                                .setName("keeper")
                                .setPerm(all)
                                .build()),
                closed(
                        "",
                        AuthGrpc.getRoleRevokePermissionMethod(),
                        AuthRoleRevokePermissionRequest.newBuilder()
                                .setRole("keeper")
                                .setKey(bytes(KEY))
                                .build()));
    }

    private static List<AccessContract> ofTokens() {
        return List.of(
                closed(
                        "of others",
                        AccessGrpc.getCreateTokenMethod(),
                        CreateTokenRequest.newBuilder().setUser("root").build()),
                closed("of all", AccessGrpc.getListTokensMethod(), ListTokensRequest.getDefaultInstance()),
                closed(
                        "of others",
                        AccessGrpc.getListTokensMethod(),
                        ListTokensRequest.newBuilder().setUser("root").build()),
                open(
                        "their own",
                        AccessGrpc.getListTokensMethod(),
                        ListTokensRequest.newBuilder().setUser(USER).build()),
                closed(
                        "",
                        AccessGrpc.getRevokeTokenMethod(),
                        RevokeTokenRequest.newBuilder()
                                .setId("0123456789abcdef")
                                .build()));
    }

    /** A method that is younger than the stubs; it is asked with nothing, and its answer is not looked at. */
    private static MethodDescriptor<DefragmentRequest, DefragmentResponse> later(String name) {
        return MethodDescriptor.<DefragmentRequest, DefragmentResponse>newBuilder()
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName("etcdserverpb." + name)
                .setRequestMarshaller(ProtoUtils.marshaller(DefragmentRequest.getDefaultInstance()))
                .setResponseMarshaller(ProtoUtils.marshaller(DefragmentResponse.getDefaultInstance()))
                .build();
    }
}
