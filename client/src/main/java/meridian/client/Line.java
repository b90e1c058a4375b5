package meridian.client;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.DeleteRangeRequest;
import io.etcd.jetcd.api.DeleteRangeResponse;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import io.etcd.jetcd.api.lock.LockGrpc;
import io.etcd.jetcd.api.lock.LockRequest;
import io.etcd.jetcd.api.lock.LockResponse;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The line of a name as etcd has it: each contender has the key {@code name/<its lease>}, and the oldest of them holds.
 * A session has one key there, however often it asks; so asking again after a failure goes on from the same place.
 */
final class Line implements Contest {
    private final Calls calls;
    private final Bytes name;

    Line(Calls calls, Bytes name) {
        this.calls = calls;
        this.name = name;
    }

    Calls calls() {
        return calls;
    }

    Bytes name() {
        return name;
    }

    /** All who hold or wait. */
    static KeyRange keys(Bytes name) {
        return KeyRange.prefix(Bytes.of(name.wire().concat(ByteString.copyFromUtf8("/"))));
    }

    private Bytes key(Session session) {
        return Bytes.of(keys(name)
                .start()
                .concat(ByteString.copyFromUtf8(session.lease().name())));
    }

    @Override
    public Place enter(Session session, Deadline deadline) throws InterruptedException {
        LockRequest message = LockRequest.newBuilder()
                .setName(name.wire())
                .setLease(session.lease().id())
                .build();
        Request<LockRequest, LockResponse, Bytes> request = Request.of(
                        LockGrpc.getLockMethod(),
                        message,
                        Effect.REPEATABLE,
                        (LockResponse response) -> Bytes.of(response.getKey()))
                .waiting();
        PendingCall<LockRequest, LockResponse, Bytes> locking = session.whileAlive(calls.call(request, deadline));
        Bytes key = locking.awaitAnswer();
        return place(session, key, locking.attempts() > 1);
    }

    /** The key is made once per holding, so whenever it is there it says the fence. */
    private Place place(Session session, Bytes key, boolean doubtful) throws InterruptedException {
        Optional<KeyValue> found =
                session.whileAlive(new KeyValues(calls).reading(key)).awaitAnswer();
        KeyValue entry = found.orElseThrow(() -> new SessionLostException(
                "the lock " + name + " was lost as soon as it was got: its key " + key + " is gone", null));
        return new Place(session, key, new Fence(entry.createRevision()), doubtful);
    }

    /** If nobody is there, this makes the first key; otherwise it says whose is. */
    @Override
    public Optional<Place> enterNow(Session session) {
        Bytes key = key(session);
        KeyRange everybody = keys(name);
        TxnRequest message = new Transaction(calls)
                .ifNothingIn(everybody)
                .then(Operation.put(key, Bytes.empty(), session.lease()))
                .request()
                .addFailure(RequestOp.newBuilder()
                        .setRequestRange(RangeRequest.newBuilder()
                                .setKey(everybody.start())
                                .setRangeEnd(everybody.end())
                                .setSortTarget(RangeRequest.SortTarget.CREATE)
                                .setSortOrder(RangeRequest.SortOrder.ASCEND)
                                .setKeysOnly(true)
                                .setLimit(1)))
                .build();
        PendingCall<TxnRequest, TxnResponse, Optional<Fence>> asking = session.whileAlive(calls.call(
                Request.of(KVGrpc.getTxnMethod(), message, Effect.REPEATABLE, response -> fence(response, key))));
        return asking.now().map(fence -> new Place(session, key, fence, asking.attempts() > 1));
    }

    private static Optional<Fence> fence(TxnResponse response, Bytes own) {
        if (response.getSucceeded()) {
            return Optional.of(new Fence(response.getHeader().getRevision()));
        }
        return response.getResponses(0).getResponseRange().getKvsList().stream()
                .filter(first -> first.getKey().equals(own.wire()))
                .findFirst()
                .map(first -> new Fence(first.getCreateRevision()));
    }

    @Override
    public CompletableFuture<?> leave(Session session) {
        DeleteRangeRequest message = Wire.delete(KeyRange.key(key(session)));
        return calls.call(
                Request.of(KVGrpc.getDeleteRangeMethod(), message, Effect.REPEATABLE, DeleteRangeResponse::getDeleted));
    }

    /** Guarded by the fence, so that it may be sent again when nobody knows whether it arrived. */
    @Override
    public PendingCall<?, ?, Boolean> release(Place place) {
        TxnRequest message = new Transaction(calls)
                .ifCreatedAt(place.key(), place.fence().number())
                .then(Operation.delete(KeyRange.key(place.key())))
                .request()
                .build();
        return calls.call(Request.of(KVGrpc.getTxnMethod(), message, Effect.REPEATABLE, TxnResponse::getSucceeded));
    }
}
