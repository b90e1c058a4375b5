package meridian.etcd;

import io.etcd.jetcd.api.AlarmRequest;
import io.etcd.jetcd.api.AlarmResponse;
import io.etcd.jetcd.api.DefragmentRequest;
import io.etcd.jetcd.api.DefragmentResponse;
import io.etcd.jetcd.api.HashKVRequest;
import io.etcd.jetcd.api.HashKVResponse;
import io.etcd.jetcd.api.HashRequest;
import io.etcd.jetcd.api.HashResponse;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.MoveLeaderRequest;
import io.etcd.jetcd.api.MoveLeaderResponse;
import io.etcd.jetcd.api.SnapshotRequest;
import io.etcd.jetcd.api.SnapshotResponse;
import io.etcd.jetcd.api.StatusRequest;
import io.etcd.jetcd.api.StatusResponse;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import meridian.base.NodeId;
import meridian.raft.Member;
import meridian.raft.Replicator;
import meridian.raft.Role;
import meridian.store.Reply;
import meridian.store.Store;

/** What operators ask a node. */
final class MaintenanceService {
    private final Identity identity;
    private final EtcdTimes times;
    private final Executor blocking;
    private final Executor snapshots;

    /** @param snapshots refuses more than may be streamed at a time */
    MaintenanceService(Identity identity, EtcdTimes times, Executor blocking, Executor snapshots) {
        this.identity = identity;
        this.times = times;
        this.blocking = blocking;
        this.snapshots = snapshots;
    }

    ServerServiceDefinition definition(Reception reception) {
        return ServerServiceDefinition.builder(MaintenanceGrpc.SERVICE_NAME)
                .addMethod(ServedMethod.of(MaintenanceGrpc.getAlarmMethod(), new Unary<>(this::alarm, reception)))
                .addMethod(ServedMethod.of(MaintenanceGrpc.getStatusMethod(), new Unary<>(this::status, reception)))
                .addMethod(ServedMethod.of(
                        MaintenanceGrpc.getDefragmentMethod(), new Unary<>(this::defragment, reception)))
                .addMethod(ServedMethod.of(MaintenanceGrpc.getHashMethod(), new Unary<>(this::hash, reception)))
                .addMethod(
                        ServedMethod.of(MaintenanceGrpc.getHashKVMethod(), new Unary<>(this::hashKeyValues, reception)))
                .addMethod(ServedMethod.of(
                        MaintenanceGrpc.getSnapshotMethod(), (call, headers) -> snapshot(call, headers, reception)))
                .addMethod(ServedMethod.of(
                        MaintenanceGrpc.getMoveLeaderMethod(), Unary.forAdmins(this::moveLeader, reception)))
                .build();
    }

    private CompletableFuture<StatusResponse> status(Visit visit, StatusRequest request) {
        Store.StoreStatus status = visit.store().status();
        Replicator.Status group = status.group();
        StatusResponse.Builder response = StatusResponse.newBuilder()
                .setHeader(identity.header(status.revision(), group.term()))
                .setVersion(EtcdFace.ETCD_VERSION)
                .setDbSize(status.sizeOnDisk())
                .setDbSizeInUse(status.sizeInUse())
                .setLeader(group.leader()
                        .map(leader -> Identity.number(group, leader))
                        .orElse(0L))
                .setRaftIndex(Math.max(0, group.committed()))
                .setRaftTerm(group.term())
                .setRaftAppliedIndex(Math.max(0, group.applied().index()))
                .setIsLearner(group.role() == Role.LEARNER);
        if (group.leader().isEmpty()) {
            response.addErrors(EtcdErrors.text(EtcdErrors.NO_LEADER));
        }
        for (Store.Alarm alarm : status.alarms()) {
            response.addErrors(Alarms.text(group, alarm));
        }
        return CompletableFuture.completedFuture(response.build());
    }

    private CompletableFuture<AlarmResponse> alarm(Visit visit, AlarmRequest request) {
        boolean onlyAsks = request.getAction() == AlarmRequest.AlarmAction.GET;
        return onlyAsks ? alarmed(visit, request) : visit.asAdmin(() -> alarmed(visit, request));
    }

    private CompletableFuture<AlarmResponse> alarmed(Visit visit, AlarmRequest request) {
        Store.StoreStatus before = visit.store().status();
        return visit.store().alarm(Alarms.change(request, before.group())).thenApply(outcome -> {
            Reply.Done<List<Store.Alarm>> done = EtcdErrors.done(outcome);
            return AlarmResponse.newBuilder()
                    .setHeader(identity.header(done.header()))
                    .addAllAlarms(Alarms.answer(request, before, done.value()))
                    .build();
        });
    }

    private CompletableFuture<DefragmentResponse> defragment(Visit visit, DefragmentRequest request) {
        return CompletableFuture.supplyAsync(
                () -> {
                    visit.store().defragment();
                    return DefragmentResponse.newBuilder()
                            .setHeader(identity.header())
                            .build();
                },
                blocking);
    }

    private CompletableFuture<HashResponse> hash(Visit visit, HashRequest request) {
        return visit.store().hash(0).thenApply(reply -> {
            Reply.Done<Store.HashResult> done = EtcdErrors.done(reply);
            return HashResponse.newBuilder()
                    .setHeader(identity.header(done.header()))
                    .setHash(shortened(done.value().hash()))
                    .build();
        });
    }

    private CompletableFuture<HashKVResponse> hashKeyValues(Visit visit, HashKVRequest request) {
        return visit.store().hash(Math.max(0, request.getRevision())).thenApply(reply -> {
            Reply.Done<Store.HashResult> done = EtcdErrors.done(reply);
            HashKVResponse.Builder response = HashKVResponse.newBuilder()
                    .setHeader(identity.header(done.header()))
                    .setHash(shortened(done.value().hash()))
                    .setCompactRevision(done.value().compactedRevision());
            return LaterFields.hashRevision(response, done.value().hashedRevision())
                    .build();
        });
    }

    private static int shortened(long hash) {
        return (int) (hash ^ hash >>> 32);
    }

    private RequestListener<SnapshotRequest> snapshot(
            ServerCall<?, SnapshotResponse> call, Metadata headers, Reception reception) {
        return SnapshotStream.open(call, headers, reception, identity, times.snapshotStallMax(), snapshots);
    }

    private CompletableFuture<MoveLeaderResponse> moveLeader(Visit visit, MoveLeaderRequest request) {
        Replicator.Status group = visit.store().status().group();
        if (!group.leader().equals(Optional.of(group.self()))) {
            throw EtcdErrors.because(EtcdErrors.NOT_LEADER);
        }
        NodeId target = transferee(group, request.getTargetID());
        return visit.store().transferLeadership(target).thenApply(outcome -> {
            EtcdErrors.applied(outcome);
            return MoveLeaderResponse.newBuilder().setHeader(identity.header()).build();
        });
    }

    private static NodeId transferee(Replicator.Status group, long number) {
        for (Member member : group.members()) {
            if (Identity.number(member) == number && !member.learner()) {
                return member.node();
            }
        }
        throw EtcdErrors.because(EtcdErrors.BAD_TRANSFEREE);
    }
}
