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
import meridian.store.Transaction;

/** Reads and writes. */
final class KvService {
    private final Identity identity;
    private final Replies replies;

    KvService(Identity identity) {
        this.identity = identity;
        this.replies = new Replies(identity);
    }

    ServerServiceDefinition definition(Reception reception) {
        return ServerServiceDefinition.builder(KVGrpc.SERVICE_NAME)
                .addMethod(ServedMethod.of(KVGrpc.getRangeMethod(), new Unary<>(this::range, reception)))
                .addMethod(ServedMethod.of(KVGrpc.getPutMethod(), new Unary<>(this::put, reception)))
                .addMethod(ServedMethod.of(KVGrpc.getDeleteRangeMethod(), new Unary<>(this::delete, reception)))
                .addMethod(ServedMethod.of(KVGrpc.getTxnMethod(), new Unary<>(this::transact, reception)))
                .addMethod(ServedMethod.of(KVGrpc.getCompactMethod(), new Unary<>(this::compact, reception)))
                .build();
    }

    private CompletableFuture<RangeResponse> range(Visit visit, RangeRequest request) {
        return visit.store().read(Requests.range(request)).thenApply(replies::range);
    }

    private CompletableFuture<PutResponse> put(Visit visit, PutRequest request) {
        return visit.store().transact(Transaction.of(Requests.put(request))).thenApply(replies::put);
    }

    private CompletableFuture<DeleteRangeResponse> delete(Visit visit, DeleteRangeRequest request) {
        return visit.store().transact(Transaction.of(Requests.delete(request))).thenApply(replies::delete);
    }

    private CompletableFuture<TxnResponse> transact(Visit visit, TxnRequest request) {
        return visit.store().transact(Requests.transaction(request)).thenApply(replies::transaction);
    }

    private CompletableFuture<CompactionResponse> compact(Visit visit, CompactionRequest request) {
        return visit.store().compact(request.getRevision()).thenApply(this::compacted);
    }

    private CompactionResponse compacted(Outcome<Reply<Long>> outcome) {
        return CompactionResponse.newBuilder()
                .setHeader(identity.header(EtcdErrors.done(outcome).header()))
                .build();
    }
}
