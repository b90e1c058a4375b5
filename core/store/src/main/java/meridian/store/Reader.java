package meridian.store;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import meridian.base.Limit;
import meridian.base.Ticker;
import meridian.raft.Replicator;

/**
 * Answers from the newest view. What looks at one key is answered on the thread that is there already; what may look at
 * many goes to threads of its own, so that an event loop never waits for a long scan.
 */
final class Reader implements AutoCloseable {
    /** Whoever can bear more needs no such promise. */
    private static final Duration LAG_MAX = Duration.ofMinutes(1);

    private final StoreMachine machine;
    private final Replicator replicator;
    private final Threads threads;
    private final Limit waiting;
    private final Ticker ticker;

    /** What was done before this moment, on whichever node, is in the newest view. At first that is too long ago. */
    private volatile long upToDateNanos;

    private volatile boolean closed;

    Reader(StoreMachine machine, Replicator replicator, Threads threads, StoreConfig.Reads limits, Ticker ticker) {
        this.machine = machine;
        this.replicator = replicator;
        this.threads = threads;
        this.waiting = limits.waiting();
        this.ticker = ticker;
        this.upToDateNanos = ticker.nanos() - LAG_MAX.toNanos();
    }

    CompletableFuture<Reply<Result.Read>> read(Caller caller, RangeQuery query) {
        boolean isShort = query.range().isSingle();
        return query.serializable()
                ? local(isShort, view -> view.read(caller, query))
                : linearizable(isShort, view -> view.read(caller, query));
    }

    /** @param transaction one that writes nothing */
    CompletableFuture<Reply<Store.TransactionResult>> read(Caller caller, Transaction transaction) {
        return ReadOnly.isSerializable(transaction)
                ? local(false, view -> view.read(caller, transaction))
                : linearizable(false, view -> view.read(caller, transaction));
    }

    CompletableFuture<Reply<Result.Read>> read(Caller caller, RangeQuery query, Duration lag) {
        return isBehindAtMost(lag) ? read(caller, query.asSerializable()) : read(caller, query);
    }

    /**
     * Has this node confirmed so lately that it lacks nothing? The clock is this node's own: when it is paused, time goes
     * on.
     */
    private boolean isBehindAtMost(Duration lag) {
        Duration bounded = lag.compareTo(LAG_MAX) < 0 ? lag : LAG_MAX;
        return ticker.since(upToDateNanos).compareTo(bounded) < 0;
    }

    /** Reads a state that contains everything that was done before the call. */
    <T> CompletableFuture<Reply<T>> linearizable(boolean isShort, Function<View, Reply<T>> question) {
        long asked = ticker.nanos();
        CompletableFuture<?> barrier = replicator.readBarrier().thenRun(() -> upToDateNanos = asked);
        return isShort ? barrier.thenApply(_ -> now(question)) : barrier.thenCompose(_ -> elsewhere(question));
    }

    /** Reads what this node has applied. */
    <T> CompletableFuture<Reply<T>> local(boolean isShort, Function<View, Reply<T>> question) {
        if (closed) {
            return CompletableFuture.failedFuture(stopping());
        }
        return isShort ? CompletableFuture.completedFuture(now(question)) : elsewhere(question);
    }

    /** An answer that does not come from the state, with where this node is. */
    <T> Reply<T> done(T value) {
        return now(view -> new Reply.Done<>(value, header(view)));
    }

    static Reply.Header header(View view) {
        return new Reply.Header(view.revision(), view.term());
    }

    private <T> Reply<T> now(Function<View, Reply<T>> question) {
        if (closed) {
            throw stopping();
        }
        try (View view = machine.view()) {
            return question.apply(view);
        }
    }

    private <T> CompletableFuture<Reply<T>> elsewhere(Function<View, Reply<T>> question) {
        try {
            return CompletableFuture.supplyAsync(() -> now(question), threads.readers());
        } catch (RejectedExecutionException _) {
            return closed
                    ? CompletableFuture.failedFuture(stopping())
                    : CompletableFuture.completedFuture(new Reply.Refused<>(new StoreError.TooManyRequests(waiting)));
        }
    }

    private static Replicator.Unavailable stopping() {
        return new Replicator.Unavailable("the node is stopping");
    }

    /** From now on every question fails, also those that wait for their turn. */
    @Override
    public void close() {
        closed = true;
    }
}
