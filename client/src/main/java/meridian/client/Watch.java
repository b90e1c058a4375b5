package meridian.client;

import io.etcd.jetcd.api.Event;
import io.etcd.jetcd.api.WatchCreateRequest;
import io.etcd.jetcd.api.WatchGrpc;
import io.etcd.jetcd.api.WatchRequest;
import io.etcd.jetcd.api.WatchResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Tells what happens to some keys, from one revision on: everything, in order, and once. When its node fails it goes on
 * at another one, behind the last revision that it told.
 *
 * <p>It is read by calling {@link #next}, by one thread at a time. A reader may be slow: the client holds back
 * {@code watchBatchesMax} messages, and the cluster finds the rest again in its history.
 */
public final class Watch implements AutoCloseable {
    private final KeyRange range;
    private final Resumption<WatchRequest, WatchResponse> stream;

    /** Held by whoever reads. */
    private final ReentrantLock reading = new ReentrantLock();

    private long next;

    /** @param from the first revision of interest */
    Watch(Calls calls, KeyRange range, long from) {
        this.range = range;
        this.next = from;
        this.stream = new Resumption<>(calls, WatchGrpc.getWatchMethod(), this::request);
    }

    private WatchRequest request() {
        return WatchRequest.newBuilder()
                .setCreateRequest(WatchCreateRequest.newBuilder()
                        .setKey(range.start())
                        .setRangeEnd(range.end())
                        .setStartRevision(next)
                        .setProgressNotify(true))
                .build();
    }

    /** Waits until there is something to tell. */
    public WatchSignal next() throws InterruptedException {
        return next(Deadline.none())
                .orElseThrow(() -> new IllegalStateException("the watch on " + range + " is closed"));
    }

    /** As {@link #next()}, but not for longer than this. */
    public Optional<WatchSignal> next(Duration patience) throws InterruptedException {
        return next(Deadline.in(patience));
    }

    /** Empty if there was nothing in time, or if the watch was closed. */
    Optional<WatchSignal> next(Deadline deadline) throws InterruptedException {
        reading.lockInterruptibly();
        try {
            Optional<WatchSignal> signal = Optional.empty();
            while (signal.isEmpty()) {
                Optional<WatchResponse> response = stream.next(deadline);
                if (response.isEmpty()) {
                    return Optional.empty();
                }
                signal = signal(response.get());
            }
            return signal;
        } finally {
            reading.unlock();
        }
    }

    private Optional<WatchSignal> signal(WatchResponse response) {
        if (response.getCompactRevision() > 0) {
            stream.close();
            return Optional.of(new WatchSignal.Compacted(response.getCompactRevision()));
        }
        if (response.getCanceled()) {
            cancelled(response.getCancelReason());
            return Optional.empty();
        }
        if (response.getEventsCount() > 0) {
            return changes(response);
        }
        if (!response.getCreated()) {
            // Nothing happened up to here, so a node that takes over need not look there again.
            next = Math.max(next, response.getHeader().getRevision() + 1);
        }
        return Optional.empty();
    }

    private void cancelled(String reason) {
        if (reason.contains("permission denied") || reason.contains("user name is empty")) {
            stream.close();
            throw new AccessException("watching " + range + " is not allowed: " + reason, null);
        }
        stream.reopen();
    }

    private Optional<WatchSignal> changes(WatchResponse response) {
        List<Change> changes = new ArrayList<>(response.getEventsCount());
        for (Event event : response.getEventsList()) {
            if (event.getKv().getModRevision() >= next) {
                changes.add(change(event));
            }
        }
        if (changes.isEmpty()) {
            return Optional.empty();
        }
        long last = changes.getLast().revision();
        next = last + 1;
        return Optional.of(new WatchSignal.Changes(changes, last));
    }

    private static Change change(Event event) {
        KeyValue entry = KeyValue.of(event.getKv());
        return event.getType() == Event.EventType.DELETE
                ? new Change.Delete(entry.key(), entry.modRevision())
                : new Change.Put(entry);
    }

    /** Tells it all, until the watch is closed or has ended. */
    void tell(Consumer<WatchSignal> listener) {
        Tasks.tellAll(() -> next(Deadline.none()), listener, this::close);
    }

    /** Ends it. Whoever waits in {@link #next} is told by an {@link IllegalStateException}. */
    @Override
    public void close() {
        stream.close();
    }
}
