package meridian.client;

import io.etcd.jetcd.api.DeleteRangeRequest;
import io.etcd.jetcd.api.DeleteRangeResponse;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.PutResponse;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The store: keys with values. Reads see everything that was acknowledged before them, on whichever node. A write that
 * returns is on the disks of a majority.
 *
 * <p>The methods that end in {@code Async} return at once. To cancel their future ends the call; what it asked for may
 * be done all the same. All others wait, at most for the client's time limit.
 */
public final class KeyValues {
    private final Calls calls;

    KeyValues(Calls calls) {
        this.calls = calls;
    }

    /** The key and its value, if it is there. */
    public Optional<KeyValue> get(String key) {
        return get(Bytes.utf8(key));
    }

    /** The key and its value, if it is there. */
    public Optional<KeyValue> get(Bytes key) {
        return reading(key).now();
    }

    /** As {@link #get(Bytes)}. */
    public CompletableFuture<Optional<KeyValue>> getAsync(Bytes key) {
        return reading(key);
    }

    /** As {@link #get(String)}. */
    public CompletableFuture<Optional<KeyValue>> getAsync(String key) {
        return reading(Bytes.utf8(key));
    }

    /** All keys of a range, with their values. */
    public Listing list(KeyRange range) {
        return list(range, ReadOptions.DEFAULT);
    }

    /** The keys of a range. */
    public Listing list(KeyRange range, ReadOptions options) {
        return listing(range, options).now();
    }

    /** As {@link #list(KeyRange, ReadOptions)}. */
    public CompletableFuture<Listing> listAsync(KeyRange range, ReadOptions options) {
        return listing(range, options);
    }

    /** Gives a key a value, and returns the revision that did. */
    public long put(String key, String value) {
        return put(Bytes.utf8(key), Bytes.utf8(value));
    }

    /** Gives a key a value, and returns the revision that did. */
    public long put(Bytes key, Bytes value) {
        return putting(new Operation.Put(key, value, 0)).now();
    }

    /** Gives a key a value that ends with the lease, and returns the revision that did. */
    public long put(Bytes key, Bytes value, Lease lease) {
        return putting(new Operation.Put(key, value, lease.id())).now();
    }

    /** As {@link #put(String, String)}. */
    public CompletableFuture<Long> putAsync(String key, String value) {
        return putAsync(Bytes.utf8(key), Bytes.utf8(value));
    }

    /** As {@link #put(Bytes, Bytes)}. */
    public CompletableFuture<Long> putAsync(Bytes key, Bytes value) {
        return putting(new Operation.Put(key, value, 0));
    }

    /** As {@link #put(Bytes, Bytes, Lease)}. */
    public CompletableFuture<Long> putAsync(Bytes key, Bytes value, Lease lease) {
        return putting(new Operation.Put(key, value, lease.id()));
    }

    /** Removes a key. False if it was not there. */
    public boolean delete(String key) {
        return delete(KeyRange.key(key)) > 0;
    }

    /** Removes a key. False if it was not there. */
    public boolean delete(Bytes key) {
        return delete(KeyRange.key(key)) > 0;
    }

    /** Removes all keys of a range, and returns how many there were. */
    public long delete(KeyRange range) {
        return deleting(range).now();
    }

    /** As {@link #delete(KeyRange)}. */
    public CompletableFuture<Long> deleteAsync(KeyRange range) {
        return deleting(range);
    }

    /** Begins a transaction. */
    public Transaction txn() {
        return new Transaction(calls);
    }

    PendingCall<RangeRequest, RangeResponse, Optional<KeyValue>> reading(Bytes key) {
        RangeRequest message = Wire.range(KeyRange.key(key), ReadOptions.DEFAULT);
        return calls.call(Request.of(
                KVGrpc.getRangeMethod(),
                message,
                Effect.READ,
                response -> response.getKvsList().stream().findFirst().map(KeyValue::of)));
    }

    private PendingCall<RangeRequest, RangeResponse, Listing> listing(KeyRange range, ReadOptions options) {
        return listing(range, options, Deadline.in(calls.settings().timeLimit()));
    }

    PendingCall<RangeRequest, RangeResponse, Listing> listing(KeyRange range, ReadOptions options, Deadline deadline) {
        var request = Request.of(
                KVGrpc.getRangeMethod(),
                Wire.range(range, options),
                Effect.READ,
                (RangeResponse response) ->
                        Listing.of(response, response.getHeader().getRevision()));
        return calls.call(options.mayBeOld() ? request.notFresh() : request, deadline);
    }

    private PendingCall<PutRequest, PutResponse, Long> putting(Operation.Put put) {
        return calls.call(Request.of(
                KVGrpc.getPutMethod(),
                Wire.put(put),
                Effect.WRITE,
                response -> response.getHeader().getRevision()));
    }

    private PendingCall<DeleteRangeRequest, DeleteRangeResponse, Long> deleting(KeyRange range) {
        return calls.call(Request.of(
                KVGrpc.getDeleteRangeMethod(), Wire.delete(range), Effect.WRITE, DeleteRangeResponse::getDeleted));
    }
}
