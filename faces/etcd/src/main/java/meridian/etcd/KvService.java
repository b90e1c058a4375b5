package meridian.etcd;

import io.etcd.jetcd.api.CompactionRequest;
import io.etcd.jetcd.api.CompactionResponse;
import io.etcd.jetcd.api.DeleteRangeRequest;
import io.etcd.jetcd.api.DeleteRangeResponse;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.PutResponse;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import io.grpc.ServerServiceDefinition;
import java.util.concurrent.CompletableFuture;
import meridian.base.Outcome;
import meridian.store.Reply;
import meridian.store.Store;
import meridian.store.Transaction;

/** Reads and writes. */
final class KvService {
    private final Store store;
    private final Identity identity;
    private final Replies replies;

    KvService(Store store, Identity identity) {
        this.store = store;
        this.identity = identity;
        this.replies = new Replies(identity);
    }

    ServerServiceDefinition definition(LeaderWatch leader) {
        return ServerServiceDefinition.builder(KVGrpc.SERVICE_NAME)
                .addMethod(ServedMethod.of(KVGrpc.getRangeMethod(), new Unary<>(this::range, leader)))
                .addMethod(ServedMethod.of(KVGrpc.getPutMethod(), new Unary<>(this::put, leader)))
                .addMethod(ServedMethod.of(KVGrpc.getDeleteRangeMethod(), new Unary<>(this::delete, leader)))
                .addMethod(ServedMethod.of(KVGrpc.getTxnMethod(), new Unary<>(this::transact, leader)))
                .addMethod(ServedMethod.of(KVGrpc.getCompactMethod(), new Unary<>(this::compact, leader)))
                .build();
    }

    private CompletableFuture<RangeResponse> range(RangeRequest request) {
        return store.read(Requests.range(request)).thenApply(replies::range);
    }

    private CompletableFuture<PutResponse> put(PutRequest request) {
        return store.transact(Transaction.of(Requests.put(request))).thenApply(replies::put);
    }

    private CompletableFuture<DeleteRangeResponse> delete(DeleteRangeRequest request) {
        return store.transact(Transaction.of(Requests.delete(request))).thenApply(replies::delete);
    }

    private CompletableFuture<TxnResponse> transact(TxnRequest request) {
        return store.transact(Requests.transaction(request)).thenApply(replies::transaction);
    }

    private CompletableFuture<CompactionResponse> compact(CompactionRequest request) {
        return store.compact(request.getRevision()).thenApply(this::compacted);
    }

    private CompactionResponse compacted(Outcome<Reply<Long>> outcome) {
        return CompactionResponse.newBuilder()
                .setHeader(identity.header(EtcdErrors.done(outcome).header()))
                .build();
    }
}
