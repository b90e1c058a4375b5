package meridian.coordination;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
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
import meridian.base.Outcome;
import meridian.store.KeyRange;
import meridian.store.KeyValue;
import meridian.store.RangeQuery;
import meridian.store.Reply;
import meridian.store.Result;
import meridian.store.Store;
import meridian.store.Store.TransactionResult;
import meridian.store.StoreError;
import meridian.store.Transaction;
import meridian.store.WatchEvent;
import meridian.store.WatchQuery;
import meridian.store.Watcher;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The line in front of one name, as far as this node's waiters need it: one copy of the line's order for all of them,
 * kept up to date by one watch. A change costs one step in that copy, and wakes nobody but whose turn it is, which is for
 * the {@link Demand} of each to say.
 *
 * <p>That a turn has come is known for ever once it was seen, because whoever comes stands behind. That whose turn it is
 * is still there itself is not: its lease may have ended while it waited, unseen so far. So it is read again before it
 * is told, in a state that lacks nothing older than {@link CoordinationConfig#lagMax}.
 *
 * <p>What happens is noted and signalled; turns, never two at a time, do the work and own the state.
 */
final class Line {
    private static final Logger LOG = LoggerFactory.getLogger(Line.class);
    private static final int BATCH_BYTES = 128 << 10;

    /** So that one busy line does not keep a thread from the others. */
    private static final int BATCHES_PER_TURN_MAX = 64;

    private final Keys keys;
    private final KeyRange range;
    private final Store store;
    private final CoordinationConfig config;
    private final Threads threads;
    private final Queue<Runnable> messages = new ConcurrentLinkedQueue<>();

    /** Signals that no turn has answered yet; whoever makes it positive starts a turn. */
    private final AtomicInteger signals = new AtomicInteger();

    // From here on: only for turns.
    private final NavigableMap<Place, List<Waiter>> waiters = new TreeMap<>();

    // Called in the order in which they came, so that a simulated run is the same each time.
    private final Set<Waiter> impatient = new LinkedHashSet<>();
    private final Set<LeaderObserver> observers = new LinkedHashSet<>();

    private Standings standings;
    private Optional<KeyValue> told = Optional.empty();
    private @Nullable Watcher watcher;

    // Where those stand who wait. They come as unseen, and go as checked.
    private final NavigableSet<Place> unseen = new TreeSet<>();
    private final NavigableSet<Place> seen = new TreeSet<>();
    private final Set<Place> checking = new HashSet<>();

    /** Until what was written to let somebody have its turn is seen here, it is not written again. */
    private long openingUntil;

    /** What ruled when those who wait were last asked whether they can still get what they want. */
    private long objectedAt;

    private long upTo;
    private boolean reading;
    private boolean closed;

    Line(Keys keys, Store store, CoordinationConfig config, Threads threads) {
        this.keys = keys;
        this.range = keys.all();
        this.standings = new Standings(keys, List.of());
        this.store = store;
        this.config = config;
        this.threads = threads;
    }

    // From any thread.

    void join(Waiter waiter) {
        tell(() -> {
            waiters.computeIfAbsent(waiter.place(), _ -> new ArrayList<>(1)).add(waiter);
            unseen.add(waiter.place());
            if (!waiter.isPatient()) {
                impatient.add(waiter);
            }
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
            openingUntil = 0;
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
                standings = new Standings(keys, read.keyValues());
                upTo = header.revision();
                seen.clear();
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

    /** Whoever came by now and is not there has gone again; whoever is there may have its turn. */
    private void settle() {
        if (!config.lineBytes().allows(standings.bytes())) {
            stopFollowing();
            refuseAll(new StoreError.TooManyRequests(config.lineBytes()));
            return;
        }
        while (!unseen.isEmpty() && unseen.first().revision() <= upTo) {
            Place place = Objects.requireNonNull(unseen.pollFirst());
            if (standings.contains(place)) {
                seen.add(place);
                refuseWhoCannotHave(place);
            } else {
                lose(place);
            }
        }
        if (objectedAt < standings.saidAt()) {
            objectedAt = standings.saidAt();
            List.copyOf(seen).forEach(this::refuseWhoCannotHave);
        }
        callThoseInTurn();
        List.copyOf(impatient).stream().filter(this::hasToWait).forEach(this::remove);
    }

    private void refuseWhoCannotHave(Place place) {
        for (Waiter waiter : List.copyOf(waiters.getOrDefault(place, List.of()))) {
            waiter.demand().objection(place, standings).ifPresent(why -> {
                takeOne(waiter);
                waiter.refused(why);
            });
        }
    }

    /** The first one who has to wait ends it: those behind it have to wait, too. */
    private void callThoseInTurn() {
        while (!seen.isEmpty()) {
            Place place = seen.first();
            switch (turn(place)) {
                case Turn.Now(int order) -> {
                    seen.remove(place);
                    check(place, order);
                }
                case Turn.Soon(Transaction opening) -> {
                    open(opening);
                    return;
                }
                case Turn.Later() -> {
                    return;
                }
            }
        }
    }

    /** Whoever waits for two things at one place gets both at once. */
    private Turn turn(Place place) {
        Turn turn = new Turn.Now(0);
        for (Waiter waiter : waiters.getOrDefault(place, List.of())) {
            turn = waiter.demand().turn(place, standings);
            if (!(turn instanceof Turn.Now)) {
                return turn;
            }
        }
        return turn;
    }

    private boolean hasToWait(Waiter waiter) {
        return seen.contains(waiter.place()) && turn(waiter.place()) instanceof Turn.Later;
    }

    private void open(Transaction opening) {
        if (openingUntil <= upTo) {
            openingUntil = Long.MAX_VALUE;
            store.transact(opening).thenAccept(outcome -> tell(() -> opened(outcome)));
        }
    }

    /** What is unknown is asked for again, if it is not seen by then: the condition lets it be done once. */
    private void opened(Outcome<Reply<TransactionResult>> outcome) {
        if (outcome
                instanceof
                Outcome.Applied<Reply<TransactionResult>>(
                        Reply.Done<TransactionResult>(TransactionResult result, Reply.Header header))) {
            openingUntil = result.succeeded() ? header.revision() : 0;
        } else {
            openingUntil = 0;
            signalLater();
        }
    }

    private void check(Place place, int order) {
        if (checking.add(place)) {
            store.read(RangeQuery.of(KeyRange.single(place.key())), config.lagMax())
                    .whenComplete((reply, problem) -> tell(() -> checked(place, order, reply)));
        }
    }

    private void checked(Place place, int order, @Nullable Reply<Result.Read> reply) {
        if (reply instanceof Reply.Done<Result.Read>(Result.Read read, Reply.Header header)) {
            checking.remove(place);
            Optional<KeyValue> there = read.keyValues().stream()
                    .filter(keyValue -> Place.of(keyValue).equals(place))
                    .findFirst();
            for (Waiter waiter : take(place)) {
                if (there.filter(it -> waiter.demand().isMetBy(it.value())).isPresent()) {
                    waiter.granted(header, order);
                } else {
                    waiter.lost();
                }
            }
        } else {
            // A read may be repeated, and ends with the wait: when nobody leads for long, the lease ends after it.
            threads.later(config.retryPause(), () -> tell(() -> checkAgain(place)));
        }
    }

    private void checkAgain(Place place) {
        checking.remove(place);
        if (waiters.containsKey(place)) {
            unseen.add(place);
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
        if (takeOne(waiter)) {
            boolean last = waiters.getOrDefault(waiter.place(), List.of()).stream()
                    .noneMatch(other ->
                            other.demand().getClass().equals(waiter.demand().getClass()));
            waiter.left(mayHold(waiter), last);
        }
    }

    private boolean mayHold(Waiter waiter) {
        Place place = waiter.place();
        return watcher == null
                || !standings.contains(place)
                || !(waiter.demand().turn(place, standings) instanceof Turn.Later);
    }

    private boolean takeOne(Waiter waiter) {
        List<Waiter> here = waiters.get(waiter.place());
        if (here == null || !here.remove(waiter)) {
            return false;
        }
        impatient.remove(waiter);
        if (here.isEmpty()) {
            take(waiter.place());
        }
        return true;
    }

    private List<Waiter> take(Place place) {
        unseen.remove(place);
        seen.remove(place);
        List<Waiter> taken = waiters.remove(place);
        if (taken == null) {
            return List.of();
        }
        taken.forEach(impatient::remove);
        return taken;
    }
}
