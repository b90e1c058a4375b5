package meridian.etcd;

import io.etcd.jetcd.api.ClusterGrpc;
import io.etcd.jetcd.api.MemberAddRequest;
import io.etcd.jetcd.api.MemberAddResponse;
import io.etcd.jetcd.api.MemberListRequest;
import io.etcd.jetcd.api.MemberListResponse;
import io.etcd.jetcd.api.MemberPromoteRequest;
import io.etcd.jetcd.api.MemberPromoteResponse;
import io.etcd.jetcd.api.MemberRemoveRequest;
import io.etcd.jetcd.api.MemberRemoveResponse;
import io.etcd.jetcd.api.MemberUpdateRequest;
import io.etcd.jetcd.api.MemberUpdateResponse;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import meridian.base.Outcome;
import meridian.raft.Member;
import meridian.raft.Replicator.MemberChange;

/** Who belongs to the cluster. */
final class ClusterService {
    private static final Status NO_UPDATE = Status.UNIMPLEMENTED.withDescription(
            "meridian: a member's addresses cannot be changed: remove the member and add it with the new ones");

    private final Identity identity;

    ClusterService(Identity identity) {
        this.identity = identity;
    }

    ServerServiceDefinition definition(Reception reception) {
        return ServerServiceDefinition.builder(ClusterGrpc.SERVICE_NAME)
                .addMethod(ServedMethod.of(ClusterGrpc.getMemberListMethod(), new Unary<>(this::list, reception)))
                .addMethod(ServedMethod.of(ClusterGrpc.getMemberAddMethod(), Unary.forAdmins(this::add, reception)))
                .addMethod(
                        ServedMethod.of(ClusterGrpc.getMemberRemoveMethod(), Unary.forAdmins(this::remove, reception)))
                .addMethod(ServedMethod.of(
                        ClusterGrpc.getMemberPromoteMethod(), Unary.forAdmins(this::promote, reception)))
                .addMethod(
                        ServedMethod.of(ClusterGrpc.getMemberUpdateMethod(), Unary.forAdmins(this::update, reception)))
                .build();
    }

    private CompletableFuture<MemberListResponse> list(Visit visit, MemberListRequest request) {
        return CompletableFuture.completedFuture(MemberListResponse.newBuilder()
                .setHeader(identity.header())
                .addAllMembers(Members.translate(members(visit)))
                .build());
    }

    private CompletableFuture<MemberAddResponse> add(Visit visit, MemberAddRequest request) {
        Member wanted = Members.toAdd(request, members(visit));
        return visit.store().changeMembers(new MemberChange.Add(wanted)).thenApply(outcome -> {
            List<Member> members = EtcdErrors.applied(outcome);
            return MemberAddResponse.newBuilder()
                    .setHeader(identity.header())
                    .addAllMembers(Members.translate(members))
                    .setMember(Members.translate(Members.find(members, wanted.node())))
                    .build();
        });
    }

    private CompletableFuture<MemberRemoveResponse> remove(Visit visit, MemberRemoveRequest request) {
        Member member = Members.find(members(visit), request.getID());
        return visit.store()
                .changeMembers(new MemberChange.Remove(member.node()))
                .thenApply(outcome -> MemberRemoveResponse.newBuilder()
                        .setHeader(identity.header())
                        .addAllMembers(changed(outcome))
                        .build());
    }

    private CompletableFuture<MemberPromoteResponse> promote(Visit visit, MemberPromoteRequest request) {
        Member member = Members.find(members(visit), request.getID());
        if (!member.learner()) {
            throw EtcdErrors.because(EtcdErrors.NOT_A_LEARNER);
        }
        return visit.store()
                .changeMembers(new MemberChange.Promote(member.node()))
                .thenApply(outcome -> MemberPromoteResponse.newBuilder()
                        .setHeader(identity.header())
                        .addAllMembers(changed(outcome))
                        .build());
    }

    private CompletableFuture<MemberUpdateResponse> update(Visit visit, MemberUpdateRequest request) {
        Members.find(members(visit), request.getID());
        throw EtcdErrors.because(NO_UPDATE);
    }

    private static List<Member> members(Visit visit) {
        return visit.store().status().group().members();
    }

    private static List<io.etcd.jetcd.api.Member> changed(Outcome<List<Member>> outcome) {
        return Members.translate(EtcdErrors.applied(outcome));
    }
}
