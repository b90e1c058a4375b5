package meridian.chaos.load;

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
import meridian.base.Machine;
import meridian.base.NodeId;
import meridian.base.Ticker;
import meridian.chaos.base.Await;
import meridian.chaos.base.ChaosFailure;
import meridian.testkit.WatchChecker.Batch;
import org.jspecify.annotations.Nullable;

/**
 * Watches all keys with a prefix on one node, through everything that happens to it: when its stream breaks it opens
 * another one behind the last revision up to which it was told everything. It often asks how far it is.
 */
final class NodeWatcher implements AutoCloseable {
    private static final Ticker TICKER = Machine.ticker();
    private static final Duration ASK_PROGRESS = Duration.ofMillis(300);

    private final NodeId node;
    private final StoreClient client;
    private final Bytes prefix;
    private final List<Told> told = new ArrayList<>();
    private long upTo;
    private String refusal = "";
    private @Nullable Stream stream;
    private volatile boolean closed;

    /** @param start the first revision to hear of */
    NodeWatcher(Endpoint endpoint, Bytes prefix, long start) {
        this.node = endpoint.node();
        this.client = new StoreClient(endpoint);
        this.prefix = prefix;
        this.upTo = start - 1;
        Thread.ofVirtual().name("watch-" + node).start(this::keepOpen);
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

    /**
     * What came at once.
     *
     * @param moment when it came, by the count of this machine's ticker
     */
    record Told(Batch<Change> batch, long moment) {}

    /** All that was told so far. */
    synchronized List<Batch<Change>> told() {
        return told.stream().map(Told::batch).toList();
    }

    /** As {@link #told}, and when it was told. */
    synchronized List<Told> moments() {
        return List.copyOf(told);
    }

    /** Returns when it has told everything up to a revision. */
    void hearOut(long end, Duration max) {
        Await.until("a watch on " + node + " tells everything up to " + end, max, () -> {
            requireNotRefused();
            return upTo() >= end;
        });
    }

    private synchronized long upTo() {
        return upTo;
    }

    /** Throws if the node ended the watch for good. */
    private synchronized void requireNotRefused() {
        if (!refusal.isEmpty()) {
            throw new ChaosFailure(node + " ended a watch: " + refusal);
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
        told.add(new Told(new Batch<>(changes, reached), TICKER.nanos()));
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
            requests.onNext(WatchRequest.newBuilder()
                    .setCreateRequest(WatchCreateRequest.newBuilder()
                            .setKey(Wire.bytes(prefix))
                            .setRangeEnd(Wire.end(prefix))
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
