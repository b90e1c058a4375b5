package meridian.chaos;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.etcd.jetcd.api.WatchCreateRequest;
import io.etcd.jetcd.api.WatchGrpc;
import io.etcd.jetcd.api.WatchProgressRequest;
import io.etcd.jetcd.api.WatchRequest;
import io.etcd.jetcd.api.WatchResponse;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import meridian.base.Bytes;
import meridian.testkit.WatchChecker.Batch;
import org.jspecify.annotations.Nullable;

/**
 * Watches all keys with a prefix on one node, through everything that happens to it: when its stream breaks it opens
 * another one behind the last revision up to which it was told everything. It often asks how far it is.
 */
final class NodeWatcher implements AutoCloseable {
    private static final Duration ASK_PROGRESS = Duration.ofMillis(300);

    private final Place place;
    private final StoreClient client;
    private final Bytes prefix;
    private final List<Batch<Change>> told = new ArrayList<>();
    private long upTo;
    private String refusal = "";
    private @Nullable Stream stream;
    private volatile boolean closed;

    /** @param start the first revision to hear of */
    NodeWatcher(Place place, Bytes prefix, long start) {
        this.place = place;
        this.client = new StoreClient(place.client());
        this.prefix = prefix;
        this.upTo = start - 1;
        Thread.ofVirtual().name("watch-" + place.id()).start(this::keepOpen);
    }

    private void keepOpen() {
        while (!closed) {
            nudge();
            Await.pause(ASK_PROGRESS);
        }
    }

    private synchronized void nudge() {
        if (closed || !refusal.isEmpty()) {
            return;
        }
        Stream current = stream;
        if (current == null || current.broken) {
            client.retryNow();
            stream = new Stream();
            stream.open(upTo + 1);
        } else {
            current.askProgress();
        }
    }

    /** All that was told so far. */
    synchronized List<Batch<Change>> told() {
        return List.copyOf(told);
    }

    synchronized long upTo() {
        return upTo;
    }

    /** Throws if the node ended the watch for good. */
    synchronized void requireNotRefused() {
        if (!refusal.isEmpty()) {
            throw new ChaosFailure(place.id() + " ended a watch: " + refusal);
        }
    }

    private synchronized void hear(Stream from, WatchResponse response) {
        if (from != stream) {
            return;
        }
        if (response.getCanceled()) {
            refusal = response.getCancelReason() + " (compacted up to " + response.getCompactRevision() + ")";
            return;
        }
        if (response.getCreated()) {
            return;
        }
        List<Change> changes = response.getEventsList().stream().map(Change::of).toList();
        long reached = changes.isEmpty()
                ? response.getHeader().getRevision()
                : changes.getLast().revision();
        told.add(new Batch<>(changes, reached));
        upTo = Math.max(upTo, reached);
    }

    @Override
    public void close() {
        closed = true;
        client.close();
    }

    /** One call, from its beginning until it breaks. */
    private final class Stream implements StreamObserver<WatchResponse> {
        private final StreamObserver<WatchRequest> requests =
                WatchGrpc.newStub(client.channel()).watch(this);

        /** It may break while it is still being opened. */
        private volatile boolean broken;

        void open(long start) {
            ByteString first = UnsafeByteOperations.unsafeWrap(prefix.array());
            byte[] end = prefix.array().clone();
            end[end.length - 1]++;
            requests.onNext(WatchRequest.newBuilder()
                    .setCreateRequest(WatchCreateRequest.newBuilder()
                            .setKey(first)
                            .setRangeEnd(UnsafeByteOperations.unsafeWrap(end))
                            .setStartRevision(start)
                            .setProgressNotify(true))
                    .build());
        }

        void askProgress() {
            requests.onNext(WatchRequest.newBuilder()
                    .setProgressRequest(WatchProgressRequest.getDefaultInstance())
                    .build());
        }

        @Override
        public void onNext(WatchResponse response) {
            hear(this, response);
        }

        @Override
        public void onError(Throwable failure) {
            broken = true;
        }

        @Override
        public void onCompleted() {
            broken = true;
        }
    }
}
