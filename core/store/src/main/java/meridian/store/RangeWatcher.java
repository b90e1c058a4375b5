package meridian.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A watcher: a bounded queue that the {@link WatchHub} fills, over the store's history.
 *
 * <p>Two revisions say where it stands. Everything up to {@code position} was handed to the owner. Everything up to
 * {@code missed} did, or may, not go through the queue; everything behind it does. So the queue is enough exactly while
 * {@code position >= missed}: the watcher is <em>live</em>. If not, it reads the history from behind its position until
 * it is. Why nothing is lost or told twice when it goes over from one to the other:
 *
 * <ul>
 *   <li>A new watcher has missed everything up to the revision at which it was created, and, once the hub knows it
 *       ({@link #joined}), everything that the hub dispatched before that.
 *   <li>When the queue is full it is emptied and everything up to the refused segment is missed. Later segments go into
 *       the queue again at once, so a watcher that reads history never runs after a moving target.
 *   <li>What the history gave already and the queue holds too is left out by its revision, which cannot be cut in two,
 *       because both sides give whole revisions only.
 * </ul>
 *
 * <p>While it is live and its queue is empty, nothing of interest happened up to the revision that the hub has
 * dispatched, provided that this was read before the queue: that is the bookmark of an idle watcher.
 */
final class RangeWatcher implements Watcher {
    private static final Logger LOG = LoggerFactory.getLogger(RangeWatcher.class);

    private final WatchHub hub;
    private final History history;
    private final QueuedBytes queuedBytes;
    private final WatchQuery query;
    private final EventFilter filter;
    private final Listener listener;
    private final long createdRevision;
    private final SegmentQueue queue;
    private long position;
    private long missed;
    private boolean joined;
    private boolean hungry = true;
    private boolean closed;
    private @Nullable StoreError ending;

    RangeWatcher(
            WatchHub hub,
            History history,
            QueuedBytes queuedBytes,
            StoreConfig.Watches limits,
            WatchQuery query,
            Listener listener,
            long createdRevision) {
        this.hub = hub;
        this.history = history;
        this.queuedBytes = queuedBytes;
        this.query = query;
        this.filter = EventFilter.of(query);
        this.listener = listener;
        this.createdRevision = createdRevision;
        this.queue = new SegmentQueue(limits.queueEventsMax(), limits.queueBytesMax());
        this.position =
                query.startRevision() == 0 ? createdRevision : Math.min(createdRevision, query.startRevision() - 1);
        this.missed = createdRevision;
    }

    WatchQuery query() {
        return query;
    }

    // What the owner calls.

    @Override
    public Batch poll(int maxBytes) {
        while (true) {
            long dispatched = hub.dispatched();
            long from;
            synchronized (this) {
                if (isOver() || hub.isClosed()) {
                    return new Batch(List.of(), position);
                }
                if (isLive()) {
                    return takeQueued(maxBytes, dispatched);
                }
                from = Math.max(position + 1, query.startRevision());
            }
            List<WatchEvent> events = readHistory(from, maxBytes);
            if (!events.isEmpty()) {
                return new Batch(events, position());
            }
        }
    }

    @Override
    public synchronized boolean isReadyInMemory() {
        return isOver() || isLive();
    }

    @Override
    public long createdRevision() {
        return createdRevision;
    }

    @Override
    public synchronized Optional<StoreError> ending() {
        return Optional.ofNullable(ending);
    }

    @Override
    public void close() {
        stop(null);
    }

    /** Leaves the hub when it is the first to do so; true then. */
    private boolean stop(@Nullable StoreError why) {
        synchronized (this) {
            if (isOver()) {
                return false;
            }
            closed = why == null;
            ending = why;
            emptyQueue();
        }
        hub.leave(this);
        return true;
    }

    private synchronized long position() {
        return position;
    }

    private boolean isOver() {
        return closed || ending != null;
    }

    private boolean isLive() {
        return position >= missed;
    }

    private Batch takeQueued(int maxBytes, long dispatched) {
        List<WatchEvent> taken = List.of();
        long left = maxBytes;
        for (Segment head = queue.peek(); head != null; head = queue.peek()) {
            List<WatchEvent> rest = head.after(Math.max(position, query.startRevision() - 1));
            List<WatchEvent> part = fitting(rest, left, taken.isEmpty());
            taken = concat(taken, part);
            if (part.size() < rest.size()) {
                position = part.isEmpty() ? position : part.getLast().revision();
                return new Batch(taken, position);
            }
            left -= Segment.bytes(part);
            position = Math.max(position, head.revision());
            dropHead();
        }
        if (joined) {
            position = Math.max(position, dispatched);
        }
        hungry = taken.isEmpty();
        return new Batch(taken, position);
    }

    private static List<WatchEvent> fitting(List<WatchEvent> rest, long maxBytes, boolean atLeastOne) {
        List<WatchEvent> part = Segment.fitting(rest, maxBytes);
        return part.isEmpty() && atLeastOne && !rest.isEmpty() ? Segment.first(rest) : part;
    }

    /** Copies only when there is something on both sides: most batches are one shared segment. */
    private static List<WatchEvent> concat(List<WatchEvent> first, List<WatchEvent> second) {
        if (first.isEmpty() || second.isEmpty()) {
            return first.isEmpty() ? second : first;
        }
        List<WatchEvent> both = first instanceof ArrayList<WatchEvent> ? first : new ArrayList<>(first);
        both.addAll(second);
        return both;
    }

    private List<WatchEvent> readHistory(long from, int maxBytes) {
        return switch (history.changes(from, query.range(), query.withPrevious(), maxBytes)) {
            case Reply.Done<Batch>(Batch batch, Reply.Header _) -> {
                lookedTo(batch.revision());
                yield filter.apply(batch.events());
            }
            case Reply.Refused<Batch>(StoreError error) -> {
                if (stop(error)) {
                    hub.signal(this);
                }
                yield List.of();
            }
        };
    }

    private synchronized void lookedTo(long revision) {
        position = Math.max(position, revision);
    }

    // What the hub calls, on its thread.

    /** From now on every segment of interest behind {@code dispatched} will be offered. */
    void joined(long dispatched) {
        boolean wake;
        synchronized (this) {
            joined = true;
            miss(dispatched);
            wake = !isLive() && wakes();
        }
        signal(wake);
    }

    /** @param dispatched the revision before the segment: up to there everything of interest was offered */
    void offer(Segment segment, long dispatched) {
        boolean wake;
        synchronized (this) {
            if (isOver() || segment.revision() < query.startRevision()) {
                return;
            }
            if (isLive() && queue.isEmpty()) {
                position = Math.max(position, dispatched);
            }
            enqueue(segment);
            wake = wakes();
        }
        signal(wake);
    }

    /** Everything up to the revision was not, and will not be, offered. */
    void fallBehind(long revision) {
        boolean wake;
        synchronized (this) {
            emptyQueue();
            miss(revision);
            wake = wakes();
        }
        signal(wake);
    }

    /** A listener that fails must not keep the others from theirs. */
    void signal() {
        try {
            listener.ready(this);
        } catch (RuntimeException e) {
            LOG.error("the listener of a watcher of {} failed", query.range(), e);
        }
    }

    private void enqueue(Segment segment) {
        boolean hasRoom = queue.isEmpty() || !queuedBytes.isFull();
        if (hasRoom && queue.offer(segment)) {
            queuedBytes.hold(segment);
        } else {
            emptyQueue();
            miss(segment.revision());
        }
    }

    /** What lies before the first revision of interest need not be looked at. */
    private void miss(long revision) {
        missed = Math.max(missed, revision);
        if (missed < query.startRevision()) {
            position = Math.max(position, missed);
        }
    }

    private boolean wakes() {
        boolean wake = hungry && !isOver();
        hungry = false;
        return wake;
    }

    private void signal(boolean wake) {
        if (wake) {
            signal();
        }
    }

    private void emptyQueue() {
        while (!queue.isEmpty()) {
            dropHead();
        }
    }

    private void dropHead() {
        Segment head = queue.poll();
        if (head != null) {
            queuedBytes.release(head);
        }
    }
}
