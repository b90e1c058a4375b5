package meridian.etcd;

import io.etcd.jetcd.api.CampaignRequest;
import io.etcd.jetcd.api.CampaignResponse;
import io.etcd.jetcd.api.ElectionGrpc;
import io.etcd.jetcd.api.LeaderKey;
import io.etcd.jetcd.api.LeaderRequest;
import io.etcd.jetcd.api.LeaderResponse;
import io.etcd.jetcd.api.ProclaimRequest;
import io.etcd.jetcd.api.ProclaimResponse;
import io.etcd.jetcd.api.ResignRequest;
import io.etcd.jetcd.api.ResignResponse;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import meridian.base.Bytes;
import meridian.base.Outcome;
import meridian.coordination.Acquisition;
import meridian.coordination.Coordination;
import meridian.coordination.Election;
import meridian.coordination.Fence;
import meridian.coordination.Hold;
import meridian.store.KeyRange;
import meridian.store.KeyValue;
import meridian.store.Permission;
import meridian.store.Reply;

/** Elections. */
final class ElectionService {
    private static final Status NOT_LEADER = Status.UNKNOWN.withDescription("election: not leader");
    private static final Status NO_LEADER = Status.UNKNOWN.withDescription("election: no leader");
    private static final Status NO_LEADER_NAMED = Status.UNKNOWN.withDescription("\"leader\" field must be provided");

    private final Coordination coordination;
    private final Identity identity;
    private final OpenStreams streams;
    private final Contenders contenders;

    ElectionService(Coordination coordination, Identity identity, OpenStreams streams) {
        this.coordination = coordination;
        this.identity = identity;
        this.streams = streams;
        this.contenders = new Contenders(NOT_LEADER);
    }

    ServerServiceDefinition definition(Reception reception) {
        return ServerServiceDefinition.builder(ElectionGrpc.SERVICE_NAME)
                .addMethod(ServedMethod.of(
                        ElectionGrpc.getCampaignMethod(), WaitingCall.opening(this::campaign, reception, streams)))
                .addMethod(ServedMethod.of(ElectionGrpc.getProclaimMethod(), new Unary<>(this::proclaim, reception)))
                .addMethod(ServedMethod.of(ElectionGrpc.getResignMethod(), new Unary<>(this::resign, reception)))
                .addMethod(ServedMethod.of(ElectionGrpc.getLeaderMethod(), new Unary<>(this::leader, reception)))
                .addMethod(ServedMethod.of(
                        ElectionGrpc.getObserveMethod(),
                        (call, headers) -> ObserveStream.open(call, headers, this, reception, streams)))
                .build();
    }

    Election election(LeaderRequest request) {
        return coordination.election(ByteStrings.toBytes(request.getName()));
    }

    LeaderResponse response(KeyValue leader, Reply.Header header) {
        return LeaderResponse.newBuilder()
                .setHeader(identity.header(header))
                .setKv(Replies.keyValue(leader))
                .build();
    }

    private WaitingCall.Wait<CampaignResponse> campaign(Visit visit, CampaignRequest request) {
        Election election = coordination.election(ByteStrings.toBytes(request.getName()));
        Bytes value = ByteStrings.toBytes(request.getValue());
        return contenders.enter(
                visit,
                request.getName(),
                request.getLease(),
                lease -> election.campaign(lease, value),
                held -> elected(request, held));
    }

    private CampaignResponse elected(CampaignRequest request, Acquisition.Held held) {
        return CampaignResponse.newBuilder()
                .setHeader(identity.header(held.header()))
                .setLeader(LeaderKey.newBuilder()
                        .setName(request.getName())
                        .setKey(ByteStrings.of(held.hold().key()))
                        .setRev(held.hold().fence().revision())
                        .setLease(held.hold().lease()))
                .build();
    }

    private CompletableFuture<ProclaimResponse> proclaim(Visit visit, ProclaimRequest request) {
        LeaderKey leader = named(request.hasLeader(), request.getLeader());
        Bytes value = ByteStrings.toBytes(request.getValue());
        return Contenders.inEtcdsWords(visit.may(Permission.Kind.READ_WRITE, keys(leader))
                .thenCompose(_ -> contenders.lease(visit, leader.getLease()))
                .thenCompose(lease -> anyElection(leader).proclaim(hold(leader, lease), value))
                .thenApply(this::proclaimed));
    }

    private ProclaimResponse proclaimed(Outcome<Reply<Boolean>> outcome) {
        Reply.Done<Boolean> done = EtcdErrors.done(outcome);
        if (!done.value()) {
            throw EtcdErrors.because(NOT_LEADER);
        }
        return ProclaimResponse.newBuilder()
                .setHeader(identity.header(done.header()))
                .build();
    }

    /** Whoever does not lead resigns successfully, as in etcd. */
    private CompletableFuture<ResignResponse> resign(Visit visit, ResignRequest request) {
        LeaderKey leader = named(request.hasLeader(), request.getLeader());
        return Contenders.inEtcdsWords(visit.may(Permission.Kind.READ_WRITE, keys(leader))
                .thenCompose(_ -> anyElection(leader).resign(hold(leader, leader.getLease())))
                .thenApply(outcome -> ResignResponse.newBuilder()
                        .setHeader(identity.header(EtcdErrors.done(outcome).header()))
                        .build()));
    }

    private CompletableFuture<LeaderResponse> leader(Visit visit, LeaderRequest request) {
        return visit.may(Permission.Kind.READ, Contenders.keys(request.getName()))
                .thenCompose(_ -> election(request).leader())
                .thenApply(reply -> {
                    Reply.Done<Optional<KeyValue>> done = EtcdErrors.done(reply);
                    return response(done.value().orElseThrow(() -> EtcdErrors.because(NO_LEADER)), done.header());
                });
    }

    private static LeaderKey named(boolean isNamed, LeaderKey leader) {
        if (!isNamed) {
            throw EtcdErrors.because(NO_LEADER_NAMED);
        }
        if (leader.getKey().isEmpty()) {
            throw EtcdErrors.because(Contenders.inEtcdsWords(EtcdErrors.EMPTY_KEY));
        }
        return leader;
    }

    /** The key is the client's word, and need not lie under the name. */
    private static KeyRange keys(LeaderKey leader) {
        return KeyRange.single(ByteStrings.toBytes(leader.getKey()));
    }

    private Election anyElection(LeaderKey leader) {
        return coordination.election(ByteStrings.toBytes(leader.getName()));
    }

    private static Hold hold(LeaderKey leader, long lease) {
        return new Hold(ByteStrings.toBytes(leader.getKey()), lease, new Fence(leader.getRev()));
    }
}
