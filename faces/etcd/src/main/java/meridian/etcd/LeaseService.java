package meridian.etcd;

import io.etcd.jetcd.api.LeaseGrantRequest;
import io.etcd.jetcd.api.LeaseGrantResponse;
import io.etcd.jetcd.api.LeaseGrpc;
import io.etcd.jetcd.api.LeaseRevokeRequest;
import io.etcd.jetcd.api.LeaseRevokeResponse;
import io.etcd.jetcd.api.LeaseTimeToLiveRequest;
import io.etcd.jetcd.api.LeaseTimeToLiveResponse;
import io.grpc.ServerServiceDefinition;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import meridian.base.Bytes;
import meridian.base.Outcome;
import meridian.store.Reply;
import meridian.store.Store;
import meridian.store.StoreError;

/** Leases. */
final class LeaseService {
    private static final long GONE = -1;

    private final Identity identity;
    private final EtcdLimits limits;
    private final OpenStreams streams;

    LeaseService(Identity identity, EtcdLimits limits, OpenStreams streams) {
        this.identity = identity;
        this.limits = limits;
        this.streams = streams;
    }

    ServerServiceDefinition definition(Reception reception) {
        return ServerServiceDefinition.builder(LeaseGrpc.SERVICE_NAME)
                .addMethod(ServedMethod.of(LeaseGrpc.getLeaseGrantMethod(), new Unary<>(this::grant, reception)))
                .addMethod(ServedMethod.of(LeaseGrpc.getLeaseRevokeMethod(), new Unary<>(this::revoke, reception)))
                .addMethod(ServedMethod.of(
                        LeaseGrpc.getLeaseKeepAliveMethod(),
                        (call, headers) -> KeepAliveStream.open(call, headers, reception, identity, limits, streams)))
                .addMethod(
                        ServedMethod.of(LeaseGrpc.getLeaseTimeToLiveMethod(), new Unary<>(this::timeToLive, reception)))
                .addMethod(ServedMethod.of(LeaseList.METHOD, new Unary<>(this::list, reception)))
                .build();
    }

    private CompletableFuture<LeaseGrantResponse> grant(Visit visit, LeaseGrantRequest request) {
        return visit.store()
                .grantLease(request.getID(), Duration.ofSeconds(request.getTTL()))
                .thenApply(this::granted);
    }

    private LeaseGrantResponse granted(Outcome<Reply<Store.Lease>> outcome) {
        Reply.Done<Store.Lease> done = EtcdErrors.done(outcome);
        return LeaseGrantResponse.newBuilder()
                .setHeader(identity.header(done.header()))
                .setID(done.value().id())
                .setTTL(done.value().timeToLive().toSeconds())
                .build();
    }

    private CompletableFuture<LeaseRevokeResponse> revoke(Visit visit, LeaseRevokeRequest request) {
        return visit.store()
                .revokeLease(request.getID())
                .thenApply(outcome -> LeaseRevokeResponse.newBuilder()
                        .setHeader(identity.header(EtcdErrors.done(outcome).header()))
                        .build());
    }

    private CompletableFuture<LeaseTimeToLiveResponse> timeToLive(Visit visit, LeaseTimeToLiveRequest request) {
        return visit.store()
                .leaseStatus(request.getID(), request.getKeys())
                .thenApply(reply -> timeToLive(request.getID(), reply));
    }

    private LeaseTimeToLiveResponse timeToLive(long id, Reply<Store.LeaseStatus> reply) {
        if (reply instanceof Reply.Refused<Store.LeaseStatus>(StoreError.LeaseNotFound _)) {
            return LeaseTimeToLiveResponse.newBuilder()
                    .setHeader(identity.header())
                    .setID(id)
                    .setTTL(GONE)
                    .build();
        }
        Reply.Done<Store.LeaseStatus> done = EtcdErrors.done(reply);
        Store.LeaseStatus status = done.value();
        LeaseTimeToLiveResponse.Builder response = LeaseTimeToLiveResponse.newBuilder()
                .setHeader(identity.header(done.header()))
                .setID(id)
                .setTTL(status.remaining().toSeconds())
                .setGrantedTTL(status.granted().toSeconds());
        for (Bytes key : status.keys()) {
            response.addKeys(ByteStrings.of(key));
        }
        return response.build();
    }

    private CompletableFuture<LeaseList> list(Visit visit, LeaseList.Request request) {
        return visit.store().leases().thenApply(this::listed);
    }

    private LeaseList listed(Reply<List<Long>> reply) {
        Reply.Done<List<Long>> done = EtcdErrors.done(reply);
        return new LeaseList(identity.header(done.header()), done.value());
    }
}
