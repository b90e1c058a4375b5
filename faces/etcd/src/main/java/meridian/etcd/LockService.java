package meridian.etcd;

import io.etcd.jetcd.api.lock.LockGrpc;
import io.etcd.jetcd.api.lock.LockRequest;
import io.etcd.jetcd.api.lock.LockResponse;
import io.etcd.jetcd.api.lock.UnlockRequest;
import io.etcd.jetcd.api.lock.UnlockResponse;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import java.util.concurrent.CompletableFuture;
import meridian.base.Bytes;
import meridian.coordination.Acquisition;
import meridian.coordination.Coordination;
import meridian.store.KeyRange;
import meridian.store.Operation;
import meridian.store.Transaction;

/** Locks. */
final class LockService {
    private static final Status SESSION_ENDED = Status.UNKNOWN.withDescription("mutex: session is expired");

    private final Coordination coordination;
    private final Identity identity;
    private final OpenStreams streams;
    private final Contenders contenders;

    LockService(Coordination coordination, Identity identity, OpenStreams streams) {
        this.coordination = coordination;
        this.identity = identity;
        this.streams = streams;
        this.contenders = new Contenders(SESSION_ENDED);
    }

    ServerServiceDefinition definition(Reception reception) {
        return ServerServiceDefinition.builder(LockGrpc.SERVICE_NAME)
                .addMethod(
                        ServedMethod.of(LockGrpc.getLockMethod(), WaitingCall.opening(this::lock, reception, streams)))
                .addMethod(ServedMethod.of(LockGrpc.getUnlockMethod(), new Unary<>(this::unlock, reception)))
                .build();
    }

    private WaitingCall.Wait<LockResponse> lock(Visit visit, LockRequest request) {
        Bytes name = ByteStrings.toBytes(request.getName());
        return contenders.enter(
                visit,
                request.getName(),
                request.getLease(),
                lease -> coordination.lock(name).acquire(lease),
                this::locked);
    }

    private LockResponse locked(Acquisition.Held held) {
        return LockResponse.newBuilder()
                .setHeader(identity.header(held.header()))
                .setKey(ByteStrings.of(held.hold().key()))
                .build();
    }

    /** Whoever knows the key may unlock, as in etcd: the request carries no fence. */
    private CompletableFuture<UnlockResponse> unlock(Visit visit, UnlockRequest request) {
        KeyRange key = KeyRange.single(ByteStrings.toBytes(request.getKey()));
        if (key.start().isEmpty()) {
            throw EtcdErrors.because(Contenders.inEtcdsWords(EtcdErrors.EMPTY_KEY));
        }
        return Contenders.inEtcdsWords(visit.store()
                .transact(Transaction.of(new Operation.Delete(key, false)))
                .thenApply(outcome -> UnlockResponse.newBuilder()
                        .setHeader(identity.header(EtcdErrors.done(outcome).header()))
                        .build()));
    }
}
