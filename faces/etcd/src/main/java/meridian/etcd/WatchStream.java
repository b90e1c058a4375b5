package meridian.etcd;

import io.etcd.jetcd.api.WatchCreateRequest;
import io.etcd.jetcd.api.WatchRequest;
import io.etcd.jetcd.api.WatchResponse;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import meridian.store.KeyRange;
import meridian.store.Store;
import meridian.store.StoreError;
import meridian.store.WatchQuery;
import meridian.store.Watcher;
import org.jspecify.annotations.Nullable;

/**
 * A client's stream of watches. Whatever happens to it (a request, events, room in the connection, the end) is noted
 * and signalled; {@link Turns} do all the work and own all the state.
 *
 * <p>A client that does not read costs what the connection holds back plus one batch: events are pulled from the
 * watchers, and requests from the client, only while there is room to send.
 */
final class WatchStream extends RequestListener<WatchRequest> implements OpenStream {
    /** Requests that are taken from the connection before the first of them is answered. */
    private static final int REQUESTS_WAITING_MAX = 16;

    /** Batches sent in one turn, so that one stream does not keep the event loop from the others. */
    private static final int BATCHES_PER_TURN_MAX = 64;

    private final ServerCall<?, WatchResponse> call;
    private final boolean demandsLeader;
    private final WatchService service;
    private final WatchReplies replies;
    private final Turns turns;

    private final AtomicReference<@Nullable Status> ending = new AtomicReference<>();
    private volatile @Nullable Visit visit;
    private final Queue<WatchRequest> requests = new ConcurrentLinkedQueue<>();

    /** Watches that may have something, each at most once. */
    private final Queue<Watch> ready = new ConcurrentLinkedQueue<>();

    private volatile boolean progressDue;

    // From here on: only for turns.
    private final Queue<Watch> onDisk = new ArrayDeque<>();
    private final Map<Long, Watch> watches = new HashMap<>();
    private boolean begun;
    private Optional<Future<?>> progressTimer = Optional.empty();
    private boolean progressAsked;
    private boolean finished;
    private long nextId;

    WatchStream(ServerCall<?, WatchResponse> call, boolean demandsLeader, WatchService service) {
        this.call = call;
        this.demandsLeader = demandsLeader;
        this.service = service;
        this.replies = service.replies();
        this.turns = service.turns(this::turn);
    }

    /** Called from any thread. */
    void begin(@Nullable Visit admitted, @Nullable Throwable trouble) {
        if (trouble != null) {
            end(EtcdErrors.of(trouble).status());
        } else {
            visit = admitted;
            turns.signal();
        }
    }

    @Override
    public boolean demandsLeader() {
        return demandsLeader;
    }

    @Override
    public void end(Status status) {
        ending.compareAndSet(null, status);
        turns.signal();
    }

    @Override
    public void onMessage(WatchRequest request) {
        requests.add(request);
        turns.signal();
    }

    @Override
    public void onReady() {
        turns.signal();
    }

    @Override
    public void onCancel() {
        end(Status.CANCELLED);
    }

    /** Called from any thread. */
    private void wake(Watch watch) {
        if (watch.queued.compareAndSet(false, true)) {
            ready.add(watch);
            turns.signal();
        }
    }

    private boolean turn(boolean mayBlock) {
        Status end = ending.get();
        if (end != null) {
            finish(end);
        }
        if (finished) {
            return false;
        }
        try {
            welcome();
            answerRequests();
            if (mayBlock) {
                sendFromDisk();
            } else {
                sendFromMemory();
            }
            tellProgress();
        } catch (RuntimeException e) {
            finish(EtcdErrors.of(e).status());
        }
        return !onDisk.isEmpty() && call.isReady();
    }

    private void welcome() {
        if (visit != null && !begun) {
            begun = true;
            call.sendHeaders(new Metadata());
            call.request(REQUESTS_WAITING_MAX);
        }
    }

    private void finish(Status status) {
        if (finished) {
            return;
        }
        finished = true;
        service.left(this);
        progressTimer.ifPresent(timer -> timer.cancel(false));
        watches.values().forEach(watch -> watch.watcher.close());
        watches.clear();
        onDisk.clear();
        service.reception().close(call, Optional.ofNullable(visit), Optional.empty(), Ending.refused(status));
    }

    private void answerRequests() {
        while (call.isReady()) {
            WatchRequest request = requests.poll();
            if (request == null) {
                return;
            }
            answer(request);
            call.request(1);
        }
    }

    private void answer(WatchRequest request) {
        switch (request.getRequestUnionCase()) {
            case CREATE_REQUEST -> create(request.getCreateRequest());
            case CANCEL_REQUEST -> cancel(request.getCancelRequest().getWatchId());
            case PROGRESS_REQUEST -> askProgress();
            case REQUESTUNION_NOT_SET -> {
                // etcd ignores it too: a request that a later version of the protocol may know.
            }
        }
    }

    private void create(WatchCreateRequest request) {
        KeyRange range = WatchRequests.range(request);
        long id = LaterFields.watchId(request);
        if (range.isEmpty()) {
            call.sendMessage(replies.refused("mvcc: watcher range is empty"));
        } else if (watches.containsKey(id) && id != 0) {
            call.sendMessage(replies.refused("mvcc: duplicate watch ID provided on the WatchStream"));
        } else if (watches.size() >= service.limits().watchesPerStream()) {
            call.sendMessage(replies.refused("etcdserver: too many requests"));
        } else {
            begin(id == 0 ? freeId() : id, request, WatchRequests.query(range, request));
        }
    }

    private long freeId() {
        while (watches.containsKey(nextId)) {
            nextId++;
        }
        return nextId++;
    }

    private void leave(Optional<WatchCreateRequest> request, Status status) {
        service.reception().leave(call, Optional.ofNullable(visit), request, status);
    }

    private void begin(long id, WatchCreateRequest request, WatchQuery query) {
        Store store = Objects.requireNonNull(visit, "requests come once somebody was let in")
                .store();
        Watch watch = new Watch(
                id, request.getProgressNotify(), LaterFields.wantsFragments(request), store, query, this::wake);
        if (watch.watcher.ending().orElse(null) instanceof StoreError.AccessRefused refused) {
            Status status = EtcdErrors.of(refused);
            leave(Optional.of(request), status);
            call.sendMessage(replies.refused(EtcdErrors.rpcText(status)));
            return;
        }
        watches.put(id, watch);
        if (watch.wantsProgress && progressTimer.isEmpty()) {
            progressTimer = Optional.of(service.everyProgressInterval(() -> {
                progressDue = true;
                turns.signal();
            }));
        }
        call.sendMessage(replies.created(watch));
        wake(watch);
    }

    private void cancel(long id) {
        Watch watch = watches.remove(id);
        if (watch != null) {
            watch.watcher.close();
            call.sendMessage(replies.canceled(watch));
        }
    }

    private void sendFromMemory() {
        for (int batches = 0; call.isReady(); batches++) {
            if (batches == BATCHES_PER_TURN_MAX) {
                turns.signal();
                return;
            }
            Watch watch = ready.poll();
            if (watch == null) {
                return;
            }
            if (watch.watcher.isReadyInMemory()) {
                advance(watch);
            } else {
                onDisk.add(watch);
            }
        }
    }

    private void sendFromDisk() {
        for (int batches = 0; batches < BATCHES_PER_TURN_MAX && call.isReady() && !onDisk.isEmpty(); batches++) {
            advance(onDisk.remove());
        }
    }

    private void advance(Watch watch) {
        watch.queued.set(false);
        if (watches.get(watch.id) != watch) {
            return;
        }
        Watcher.Batch batch = watch.watcher.poll(service.limits().watchBatchBytes());
        watch.seen = batch.revision();
        if (!batch.events().isEmpty()) {
            replies.events(watch, batch).forEach(call::sendMessage);
            watch.quiet = false;
            watch.owesProgress = false;
            wake(watch);
        } else if (watch.watcher.ending().isPresent()) {
            drop(watch, watch.watcher.ending().get());
        } else if (watch.owesProgress) {
            watch.owesProgress = false;
            call.sendMessage(replies.progress(watch.id, watch.seen));
        }
    }

    private void drop(Watch watch, StoreError why) {
        watches.remove(watch.id);
        watch.watcher.close();
        leave(Optional.empty(), EtcdErrors.of(why));
        call.sendMessage(replies.ended(watch, why));
    }

    /** Every watch is looked at again, so that the answer says how far the stream is now. */
    private void askProgress() {
        progressAsked = true;
        watches.values().forEach(this::wake);
    }

    private void tellProgress() {
        if (progressDue) {
            progressDue = false;
            watches.values().forEach(this::noteQuiet);
        }
        if (progressAsked && ready.isEmpty() && onDisk.isEmpty() && call.isReady()) {
            progressAsked = false;
            call.sendMessage(
                    watches.isEmpty()
                            ? replies.progressOfStore()
                            : replies.progress(WatchReplies.NO_WATCH, leastSeen()));
        }
    }

    private void noteQuiet(Watch watch) {
        if (watch.wantsProgress && watch.quiet) {
            watch.owesProgress = true;
            wake(watch);
        }
        watch.quiet = true;
    }

    private long leastSeen() {
        long least = Long.MAX_VALUE;
        for (Watch watch : watches.values()) {
            least = Math.min(least, watch.seen);
        }
        return least;
    }
}
