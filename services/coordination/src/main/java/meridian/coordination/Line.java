package meridian.coordination;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import meridian.base.Bytes;
import meridian.store.KeyRange;
import meridian.store.KeyValue;
import meridian.store.RangeQuery;
import meridian.store.Reply;
import meridian.store.Result;
import meridian.store.Store;
import meridian.store.StoreError;
import meridian.store.WatchEvent;
import meridian.store.WatchQuery;
import meridian.store.Watcher;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The line in front of one name, as far as this node's waiters need it: one copy of the line's order for all of them,
 * kept up to date by one watch. A change costs one step in that copy, and wakes nobody but whose turn it is: that of the
 * first one, or of the first few where several may hold.
 *
 * <p>That somebody has no one before it any more is known for ever once it was seen, because whoever comes stands
 * behind. That it is still there itself is not: its lease may have ended while it waited, unseen so far. So whoever has
 * its turn is read again, linearizably, before it is told.
 *
 * <p>What happens is noted and signalled; turns, never two at a time, do the work and own the state.
 */
final class Line {
    private static final Logger LOG = LoggerFactory.getLogger(Line.class);
    private static final int BATCH_BYTES = 128 << 10;

    /** So that one busy line does not keep a thread from the others. */
    private static final int BATCHES_PER_TURN_MAX = 64;

    private final KeyRange range;
    private final Store store;
    private final CoordinationConfig config;
    private final Threads threads;
    private final Queue<Runnable> messages = new ConcurrentLinkedQueue<>();

    /** Signals that no turn has answered yet; whoever makes it positive starts a turn. */
    private final AtomicInteger signals = new AtomicInteger();

    // From here on: only for turns.
    private final NavigableMap<Place, List<Waiter>> waiters = new TreeMap<>();
    private final NavigableSet<Place> unseen = new TreeSet<>();
    private final Set<LeaderObserver> observers = new HashSet<>();
    private Standings standings = new Standings(List.of());
    private Optional<KeyValue> told = Optional.empty();
    private @Nullable Watcher watcher;
    private final Set<Place> checking = new HashSet<>();

    /** The greatest number of holders that somebody here reckons with. */
    private int widest = 1;

    private long upTo;
    private boolean reading;
    private boolean closed;

    Line(Bytes prefix, Store store, CoordinationConfig config, Threads threads) {
        this.range = KeyRange.prefix(prefix);
        this.store = store;
        this.config = config;
        this.threads = threads;
    }

    // From any thread.

    void join(Waiter waiter) {
        tell(() -> {
            waiters.computeIfAbsent(waiter.place(), _ -> new ArrayList<>(1)).add(waiter);
            unseen.add(waiter.place());
            widest = Math.max(widest, waiter.width());
        });
    }

    /** Without effect on somebody whose wait is over. */
    void leave(Waiter waiter) {
        tell(() -> remove(waiter));
    }

    void join(LeaderObserver observer) {
        tell(() -> {
            if (watcher != null) {
                follow(watcher);
                observer.leads(standings.first(), upTo);
            }
            observers.add(observer);
        });
    }

    void leave(LeaderObserver observer) {
        tell(() -> observers.remove(observer));
    }

    /** Nobody is interested any more. */
    void close() {
        tell(() -> {
            closed = true;
            stopFollowing();
        });
    }

    private void tell(Runnable message) {
        messages.add(message);
        signal();
    }

    private void signal() {
        if (signals.getAndIncrement() == 0) {
            threads.lines().execute(this::run);
        }
    }

    // Turns.

    private void run() {
        int answered = signals.get();
        try {
            turn();
        } catch (RuntimeException e) {
            LOG.error("the line at {} could not be followed; beginning anew", range, e);
            stopFollowing();
            reading = false;
            checking.clear();
            signalLater();
        }
        if (signals.addAndGet(-answered) != 0) {
            threads.lines().execute(this::run);
        }
    }

    private void signalLater() {
        threads.later(config.retryPause(), this::signal);
    }

    private void turn() {
        for (Runnable message = messages.poll(); message != null; message = messages.poll()) {
            message.run();
        }
        if (closed) {
            return;
        }
        if (watcher == null) {
            beginReading();
        } else {
            follow(watcher);
            settle();
        }
    }

    /** What this node has applied is enough to begin with: the watch tells what comes after it. */
    private void beginReading() {
        if (!reading) {
            reading = true;
            store.read(RangeQuery.of(range).asSerializable())
                    .whenComplete((reply, problem) -> tell(() -> beginFollowing(reply)));
        }
    }

    private void beginFollowing(@Nullable Reply<Result.Read> reply) {
        switch (reply) {
            case null -> threads.later(config.retryPause(), () -> tell(() -> reading = false));
            case Reply.Refused<Result.Read>(StoreError error) -> {
                reading = false;
                refuseAll(error);
            }
            case Reply.Done<Result.Read>(Result.Read read, Reply.Header header) -> {
                reading = false;
                if (closed) {
                    return;
                }
                stopFollowing();
                standings = new Standings(read.keyValues());
                upTo = header.revision();
                unseen.addAll(waiters.keySet());
                watcher = store.watch(new WatchQuery(range, upTo + 1, true, true, false), _ -> signal());
                told = standings.first();
                observers.forEach(observer -> observer.leads(told, upTo));
            }
        }
    }

    private void follow(Watcher current) {
        for (int batches = 0; batches < BATCHES_PER_TURN_MAX; batches++) {
            Watcher.Batch batch = current.poll(BATCH_BYTES);
            batch.events().forEach(this::see);
            upTo = Math.max(upTo, batch.revision());
            if (batch.events().isEmpty()) {
                restartIfEnded(current);
                return;
            }
        }
        signal();
    }

    private void restartIfEnded(Watcher current) {
        current.ending().ifPresent(error -> {
            LOG.debug("the watch of the line at {} ended: {}", range, error);
            stopFollowing();
            signalLater();
        });
    }

    private void stopFollowing() {
        if (watcher != null) {
            watcher.close();
            watcher = null;
        }
    }

    private void see(WatchEvent event) {
        standings.apply(event).ifPresent(this::lose);
        Optional<KeyValue> first = standings.first();
        if (!first.equals(told)) {
            told = first;
            observers.forEach(observer -> observer.leads(first, event.revision()));
        }
    }

    /** Whoever came by now and is not there has gone again; whoever is first may have its turn. */
    private void settle() {
        if (!config.lineBytes().allows(standings.bytes())) {
            stopFollowing();
            refuseAll(new StoreError.TooManyRequests(config.lineBytes()));
            return;
        }
        while (!unseen.isEmpty() && unseen.first().revision() <= upTo) {
            Place place = Objects.requireNonNull(unseen.pollFirst());
            if (!standings.contains(place)) {
                lose(place);
            }
        }
        checkThoseInTurn();
    }

    private void checkThoseInTurn() {
        int rank = 0;
        for (Place place : standings.places()) {
            List<Waiter> here = waiters.get(place);
            if (here != null && rank < here.getFirst().width()) {
                check(place);
            }
            if (++rank >= widest) {
                return;
            }
        }
    }

    private void check(Place place) {
        if (checking.add(place)) {
            store.read(RangeQuery.of(KeyRange.single(place.key())))
                    .whenComplete((reply, problem) -> tell(() -> checked(place, reply)));
        }
    }

    private void checked(Place place, @Nullable Reply<Result.Read> reply) {
        if (reply instanceof Reply.Done<Result.Read>(Result.Read read, Reply.Header header)) {
            checking.remove(place);
            if (read.keyValues().stream()
                    .anyMatch(keyValue -> Place.of(keyValue).equals(place))) {
                take(place).forEach(waiter -> waiter.granted(header));
            } else {
                lose(place);
            }
        } else {
            // A read may be repeated, and ends with the wait: when nobody leads for long, the lease ends after it.
            threads.later(config.retryPause(), () -> tell(() -> checking.remove(place)));
        }
    }

    private void lose(Place place) {
        take(place).forEach(Waiter::lost);
    }

    private void refuseAll(StoreError error) {
        List<Place> places = List.copyOf(waiters.keySet());
        places.forEach(place -> take(place).forEach(waiter -> waiter.refused(error)));
        observers.forEach(observer -> observer.refused(error));
        observers.clear();
    }

    private void remove(Waiter waiter) {
        List<Waiter> others = waiters.get(waiter.place());
        if (others != null && others.remove(waiter)) {
            if (others.isEmpty()) {
                take(waiter.place());
            }
            waiter.left(mayHold(waiter), others.isEmpty());
        }
    }

    private boolean mayHold(Waiter waiter) {
        Place place = waiter.place();
        return watcher == null || !standings.contains(place) || standings.isWithin(place, waiter.width());
    }

    private List<Waiter> take(Place place) {
        unseen.remove(place);
        List<Waiter> taken = waiters.remove(place);
        return taken == null ? List.of() : taken;
    }
}
