package meridian.store;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import meridian.base.Limit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings changes from the state machine to the watchers.
 *
 * <p>The thread that applies only puts an entry's changes into the backlog. The hub's own thread takes them out, finds
 * the ranges that each change concerns once, whoever watches them, and offers the same list of events to all watchers
 * of a range. When the backlog is full it is emptied, and the hub reads what it missed from the history, once for all
 * watchers, until the backlog is enough again; so its memory is bounded and the watchers do not notice. Only when that
 * part of the history is gone does each watcher look for itself, and those that need it end as compacted.
 *
 * <p>Watchers join and leave by messages too, so that the index belongs to the hub's thread alone. The order between
 * those messages and the changes does not matter: see {@link RangeWatcher}. While nobody watches, changes are not even
 * kept: the first one who joins has a view that is as new as all of them.
 */
final class WatchHub implements AppliedListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WatchHub.class);
    private static final int READ_AT_ONCE = 1 << 20;
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

    private final History history;
    private final Threads threads;
    private final StoreConfig.Watches config;
    private final Limit limit;
    private final QueuedBytes queuedBytes;

    // Guarded by the lock.
    private final Object lock = new Object();
    private final SegmentQueue backlog;
    private final Deque<Runnable> messages = new ArrayDeque<>();
    private long backlogMissed;
    private long offered;
    private int watchers;
    private int watchersOfPrevious;
    private boolean running;
    private volatile boolean closed;

    // The hub's thread's own.
    private final IntervalIndex<Map<EventFilter, Audience>> index = new IntervalIndex<>();
    private volatile long dispatched;

    WatchHub(History history, Threads threads, StoreConfig.Watches config) {
        this.history = history;
        this.threads = threads;
        this.config = config;
        this.limit = config.watchers();
        this.queuedBytes = new QueuedBytes(config.queuedBytesMax());
        this.backlog = new SegmentQueue(config.backlogEventsMax(), config.backlogBytesMax());
    }

    /** Everything up to this revision was offered to all watchers that have joined. */
    long dispatched() {
        return dispatched;
    }

    boolean isClosed() {
        return closed;
    }

    // From any thread.

    Watcher watch(WatchQuery query, Watcher.Listener listener) {
        if (!admit(query)) {
            RefusedWatcher refused = new RefusedWatcher(new StoreError.TooManyRequests(limit), history.revision());
            post(() -> listener.ready(refused));
            return refused;
        }
        RangeWatcher watcher =
                new RangeWatcher(this, history, queuedBytes, config, query, listener, history.revision());
        post(() -> join(watcher));
        return watcher;
    }

    /** From here on changes are kept for the watcher; after this it looks how far the state has come. */
    private boolean admit(WatchQuery query) {
        synchronized (lock) {
            if (closed || !limit.allows(watchers + 1L)) {
                return false;
            }
            count(query, 1);
            return true;
        }
    }

    private void count(WatchQuery query, int more) {
        watchers += more;
        watchersOfPrevious += query.withPrevious() ? more : 0;
    }

    /** The watcher wants nothing more. */
    void leave(RangeWatcher watcher) {
        synchronized (lock) {
            count(watcher.query(), -1);
        }
        post(() -> remove(watcher));
    }

    /** Calls the watcher's listener, though not on this thread. */
    void signal(RangeWatcher watcher) {
        post(watcher::signal);
    }

    @Override
    public boolean wantsPrevious() {
        synchronized (lock) {
            return watchersOfPrevious > 0;
        }
    }

    /** Changes that lack what a watcher wants, because it came when they were on their way, count as missed. */
    @Override
    public void applied(Changes changes) {
        synchronized (lock) {
            if (closed || watchers == 0) {
                return;
            }
            Segment segment = new Segment(changes.events(), changes.revision());
            offered = segment.revision();
            boolean lacksPrevious = watchersOfPrevious > 0 && !changes.withPrevious();
            if (lacksPrevious || !backlog.offer(segment)) {
                dropBacklog(segment.revision());
            }
            wake();
        }
    }

    @Override
    public void replaced() {
        long revision = history.revision();
        synchronized (lock) {
            dropBacklog(revision);
            wake();
        }
    }

    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            messages.clear();
            dropBacklog(backlogMissed);
        }
    }

    private void post(Runnable message) {
        synchronized (lock) {
            if (!closed) {
                messages.add(message);
                wake();
            }
        }
    }

    private void dropBacklog(long missed) {
        while (!backlog.isEmpty()) {
            backlog.poll();
        }
        backlogMissed = Math.max(backlogMissed, missed);
    }

    private void wake() {
        if (!running) {
            running = true;
            threads.hub().execute(this::run);
        }
    }

    // On the hub's thread.

    private void run() {
        try {
            for (Runnable next = next(); next != null; next = next()) {
                next.run();
            }
        } catch (RuntimeException e) {
            LOG.error("changes could not be brought to the watchers; trying again in {}", PAUSE_AFTER_FAILURE, e);
            readAgain();
            threads.later(PAUSE_AFTER_FAILURE, () -> threads.hub().execute(this::run));
        }
    }

    /** Takes everything that was not dispatched for missed. What some got already they know by its revision. */
    private void readAgain() {
        synchronized (lock) {
            dropBacklog(offered);
        }
    }

    private @Nullable Runnable next() {
        synchronized (lock) {
            Runnable message = messages.poll();
            if (message != null) {
                return message;
            }
            if (backlogMissed > dispatched && !closed) {
                return this::catchUp;
            }
            Segment segment = backlog.poll();
            if (segment != null) {
                return () -> dispatch(segment);
            }
            running = false;
            return null;
        }
    }

    private void join(RangeWatcher watcher) {
        if (index.isEmpty()) {
            dispatched = Math.max(dispatched, watcher.createdRevision());
        }
        EventFilter filter = EventFilter.of(watcher.query());
        index.computeIfAbsent(watcher.query().range(), () -> new HashMap<>(2))
                .computeIfAbsent(filter, Audience::new)
                .watchers()
                .add(watcher);
        watcher.joined(dispatched);
    }

    private void remove(RangeWatcher watcher) {
        KeyRange range = watcher.query().range();
        EventFilter filter = EventFilter.of(watcher.query());
        Map<EventFilter, Audience> audiences = index.get(range);
        Audience audience = audiences == null ? null : audiences.get(filter);
        if (audiences == null || audience == null) {
            return;
        }
        audience.watchers().remove(watcher);
        if (audience.watchers().isEmpty()) {
            audiences.remove(filter);
        }
        if (audiences.isEmpty()) {
            index.remove(range);
        }
    }

    private void dispatch(Segment segment) {
        if (segment.revision() <= dispatched) {
            return;
        }
        List<Audience> touched = new ArrayList<>();
        for (WatchEvent event : segment.after(dispatched)) {
            index.forEachContaining(event.keyValue().key(), audiences -> {
                for (Audience audience : audiences.values()) {
                    if (audience.gather(event)) {
                        touched.add(audience);
                    }
                }
            });
        }
        for (Audience audience : touched) {
            Segment theirs = audience.segment(segment.revision());
            for (RangeWatcher watcher : audience.watchers()) {
                watcher.offer(theirs, dispatched);
            }
        }
        dispatched = segment.revision();
    }

    /** Reads on behind what was dispatched, in place of the backlog that was dropped. */
    private void catchUp() {
        switch (history.changes(dispatched + 1, KeyRange.ALL, true, READ_AT_ONCE)) {
            case Reply.Done<Watcher.Batch>(Watcher.Batch batch, Reply.Header _) ->
                dispatch(new Segment(batch.events(), batch.revision()));
            case Reply.Refused<Watcher.Batch> _ -> leap(history.revision());
        }
    }

    /** The history up to here is gone: every watcher has to see for itself. */
    private void leap(long revision) {
        index.forEach(audiences -> {
            for (Audience audience : audiences.values()) {
                audience.watchers().forEach(watcher -> watcher.fallBehind(revision));
            }
        });
        dispatched = revision;
    }
}
