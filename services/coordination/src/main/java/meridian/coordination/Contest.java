package meridian.coordination;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import meridian.base.Bytes;
import meridian.base.Invariant;
import meridian.base.Outcome;
import meridian.store.Comparison;
import meridian.store.KeyRange;
import meridian.store.KeyValue;
import meridian.store.Operation;
import meridian.store.RangeQuery;
import meridian.store.Reply;
import meridian.store.Result;
import meridian.store.Store;
import meridian.store.Store.TransactionResult;
import meridian.store.StoreError;
import meridian.store.Transaction;

/**
 * What locks and elections have in common: keys under one name, each with a lease, of which the oldest one holds.
 *
 * <p>Getting what nobody has costs one transaction and nothing else. Only where others are, the node looks at the
 * {@link Line}.
 */
final class Contest {
    private static final int LEASE_RADIX = 16;

    private final Store store;
    private final Lines lines;
    private final Threads threads;
    private final CoordinationConfig config;

    /** The attempts that have not ended. */
    private final Set<Claim> open = ConcurrentHashMap.newKeySet();

    private volatile boolean closed;

    Contest(Store store, CoordinationConfig config, Threads threads) {
        this.store = store;
        this.lines = new Lines(store, config, threads);
        this.threads = threads;
        this.config = config;
    }

    static Bytes prefix(Bytes name) {
        return append(name, "/");
    }

    /** As etcd's clients print it, which also print a sign. */
    private static Bytes key(Bytes prefix, long lease) {
        return append(prefix, Long.toString(lease, LEASE_RADIX));
    }

    private static Bytes append(Bytes start, String end) {
        byte[] tail = end.getBytes(StandardCharsets.US_ASCII);
        byte[] whole = Arrays.copyOf(start.array(), start.length() + tail.length);
        System.arraycopy(tail, 0, whole, start.length(), tail.length);
        return Bytes.wrap(whole);
    }

    /** @param width how many may hold at a time */
    Claim enter(Bytes name, long lease, Bytes value, int width) {
        Claim claim = new Claim();
        if (admit(claim)) {
            new Entering(claim, prefix(name), lease, value, width).begin();
        }
        return claim;
    }

    Claim enter(Bytes name, long lease, Bytes value, int width, Duration patience) {
        Claim claim = enter(name, lease, value, width);
        if (!claim.outcome().isDone()) {
            Runnable callOff = threads.later(patience, claim::cancel);
            claim.outcome().whenComplete((_, _) -> callOff.run());
        }
        return claim;
    }

    private boolean admit(Claim claim) {
        if (closed) {
            claim.end(Outcome.notApplied(Outcome.Refusal.STOPPED, "the node is stopping"));
        } else if (!config.waiters().allows(open.size() + 1L)) {
            claim.end(new Acquisition.Refused(new StoreError.TooManyRequests(config.waiters())));
        } else {
            open.add(claim);
            claim.outcome().whenComplete((_, _) -> open.remove(claim));
        }
        return !claim.outcome().isDone();
    }

    /** Puts the key only where nobody is, so that nothing has to be taken back. */
    CompletableFuture<Outcome<Acquisition>> enterIfEmpty(Bytes name, long lease, Bytes value) {
        Bytes prefix = prefix(name);
        Bytes key = key(prefix, lease);
        Transaction transaction =
                new Transaction(List.of(isEmpty(prefix)), List.of(put(key, value, lease)), List.of(read(key)));
        return store.transact(transaction).thenCompose(outcome -> {
            if (outcome
                    instanceof
                    Outcome.Applied<Reply<TransactionResult>>(
                            Reply.Done<TransactionResult>(TransactionResult result, Reply.Header header))) {
                if (result.succeeded()) {
                    return done(new Acquisition.Held(hold(new Place(header.revision(), key), lease), header));
                }
                return existing(result.results().getFirst()).isEmpty()
                        ? done(new Acquisition.GivenUp())
                        : readWhetherFirst(prefix, key, lease);
            }
            return CompletableFuture.completedFuture(failure(outcome));
        });
    }

    /** The session's own key is there already: it may hold, or wait since an earlier attempt. */
    private CompletableFuture<Outcome<Acquisition>> readWhetherFirst(Bytes prefix, Bytes key, long lease) {
        RangeQuery query = firstOf(prefix);
        return store.read(query).handle((reply, problem) -> switch (reply) {
            case null -> Outcome.notApplied(Outcome.Refusal.NO_LEADER, String.valueOf(problem));
            case Reply.Refused<Result.Read>(StoreError error) -> Outcome.applied(new Acquisition.Refused(error));
            case Reply.Done<Result.Read>(Result.Read read, Reply.Header header) ->
                Outcome.applied(read.keyValues().stream()
                        .filter(first -> first.key().equals(key))
                        .<Acquisition>map(first -> new Acquisition.Held(hold(Place.of(first), lease), header))
                        .findFirst()
                        .orElseGet(Acquisition.GivenUp::new));
        });
    }

    private static CompletableFuture<Outcome<Acquisition>> done(Acquisition acquisition) {
        return CompletableFuture.completedFuture(Outcome.applied(acquisition));
    }

    static RangeQuery firstOf(Bytes prefix) {
        return new RangeQuery(
                KeyRange.prefix(prefix),
                0,
                1,
                RangeQuery.SortTarget.CREATE_REVISION,
                RangeQuery.SortOrder.ASCENDING,
                false,
                false,
                0,
                0,
                0,
                0,
                false);
    }

    /** Who still holds lets go; whoever does not changes nothing. Says which of both it was. */
    CompletableFuture<Outcome<Reply<Boolean>>> release(Hold hold) {
        return ifThere(Place.of(hold), new Operation.Delete(KeyRange.single(hold.key()), false));
    }

    /** A holder gives its key another value. Says whether it still held. */
    CompletableFuture<Outcome<Reply<Boolean>>> write(Hold hold, Bytes value) {
        return ifThere(Place.of(hold), put(hold.key(), value, hold.lease()));
    }

    private CompletableFuture<Outcome<Reply<Boolean>>> ifThere(Place place, Operation operation) {
        return store.transact(new Transaction(List.of(place.isThere()), List.of(operation), List.of()))
                .thenApply(outcome -> outcome.map(reply -> switch (reply) {
                    case Reply.Done<TransactionResult>(TransactionResult result, Reply.Header header) ->
                        new Reply.Done<>(result.succeeded(), header);
                    case Reply.Refused<TransactionResult>(StoreError error) -> new Reply.Refused<>(error);
                }));
    }

    Lines lines() {
        return lines;
    }

    /** Whoever waits hears that it does not wait here any more; its key stays in line as long as its lease. */
    void close() {
        closed = true;
        open.forEach(claim -> claim.end(Outcome.unknown("the node is stopping; the key stays in line")));
    }

    private static Comparison isEmpty(Bytes prefix) {
        return new Comparison(
                KeyRange.prefix(prefix), Comparison.Target.CREATE_REVISION, Comparison.Relation.EQUAL, 0, Bytes.EMPTY);
    }

    private static Operation put(Bytes key, Bytes value, long lease) {
        return new Operation.Put(key, value, lease, false, false, false);
    }

    private static Operation read(Bytes key) {
        return new Operation.Read(RangeQuery.of(KeyRange.single(key)));
    }

    private static Hold hold(Place place, long lease) {
        return new Hold(place.key(), lease, new Fence(place.revision()));
    }

    private static List<KeyValue> existing(Result result) {
        Invariant.check(result instanceof Result.Read, "a read was answered with something else");
        return ((Result.Read) result).keyValues();
    }

    /** What is left of an outcome when it is not that the transaction was done. */
    private static Outcome<Acquisition> failure(Outcome<Reply<TransactionResult>> outcome) {
        return outcome.map(reply -> switch (reply) {
            case Reply.Refused<TransactionResult>(StoreError error) -> new Acquisition.Refused(error);
            case Reply.Done<TransactionResult> _ -> throw new IllegalStateException("it was done");
        });
    }

    /** One attempt on its way from the door to its end. */
    private final class Entering implements Waiter {
        private final Claim claim;
        private final Bytes prefix;
        private final long lease;
        private final Bytes value;
        private final int width;
        private final Bytes key;
        private Place place;
        private boolean madeKey;

        Entering(Claim claim, Bytes prefix, long lease, Bytes value, int width) {
            this.claim = claim;
            this.prefix = prefix;
            this.lease = lease;
            this.value = value;
            this.width = width;
            this.key = key(prefix, lease);
            this.place = new Place(0, key);
        }

        /** With nobody there it holds at once; else its key goes into line, unless the session's key stands there. */
        void begin() {
            Operation put = put(key, value, lease);
            Transaction standInLine = new Transaction(List.of(place.isThere()), List.of(put), List.of(read(key)));
            store.transact(new Transaction(
                            List.of(isEmpty(prefix)), List.of(put), List.of(new Operation.Nested(standInLine))))
                    .thenAccept(this::entered);
        }

        private void entered(Outcome<Reply<TransactionResult>> outcome) {
            if (!(outcome
                    instanceof
                    Outcome.Applied<Reply<TransactionResult>>(
                            Reply.Done<TransactionResult>(TransactionResult result, Reply.Header header)))) {
                claim.end(failure(outcome));
                return;
            }
            madeKey = true;
            place = new Place(header.revision(), key);
            if (result.succeeded()) {
                grantAtOnce(header);
            } else if (result.results().getFirst() instanceof Result.Nested(boolean stands, List<Result> results)) {
                if (stands) {
                    standInLine();
                } else {
                    joinEarlierSelf(existing(results.getFirst()).getFirst());
                }
            }
        }

        private void grantAtOnce(Reply.Header header) {
            if (claim.isCancelled()) {
                withdraw();
            } else {
                hold(header);
            }
        }

        private void joinEarlierSelf(KeyValue own) {
            madeKey = false;
            place = Place.of(own);
            if (own.value().equals(value)) {
                standInLine();
                return;
            }
            write(Contest.hold(place, lease), value).thenAccept(outcome -> {
                switch (outcome) {
                    case Outcome.Applied<Reply<Boolean>>(Reply.Done<Boolean> _) -> standInLine();
                    case Outcome.Applied<Reply<Boolean>>(Reply.Refused<Boolean>(StoreError error)) ->
                        claim.end(new Acquisition.Refused(error));
                    case Outcome.NotApplied<Reply<Boolean>> _, Outcome.Unknown<Reply<Boolean>> _ ->
                        claim.end(Outcome.unknown("it stands in line, maybe with its earlier value: " + outcome));
                }
            });
        }

        private void standInLine() {
            Line line = lines.enter(prefix);
            line.join(this);
            if (!claim.waits(() -> line.leave(this))) {
                line.leave(this);
            }
        }

        @Override
        public Place place() {
            return place;
        }

        @Override
        public int width() {
            return width;
        }

        @Override
        public void granted(Reply.Header header) {
            leaveLine();
            hold(header);
        }

        private void hold(Reply.Header header) {
            claim.end(new Acquisition.Held(Contest.hold(place, lease), header));
        }

        @Override
        public void lost() {
            leaveLine();
            claim.end(new Acquisition.SessionEnded());
        }

        @Override
        public void refused(StoreError error) {
            leaveLine();
            store.transact(new Transaction(List.of(place.isThere()), List.of(delete()), List.of()));
            claim.end(new Acquisition.Refused(error));
        }

        /** What the session may hold already, from an earlier attempt, is not taken from it by giving up this one. */
        @Override
        public void left(boolean mayHold, boolean last) {
            leaveLine();
            if (last && (madeKey || !mayHold)) {
                withdraw();
            } else {
                claim.end(new Acquisition.GivenUp());
            }
        }

        private void leaveLine() {
            lines.leave(prefix);
        }

        private Operation delete() {
            return new Operation.Delete(KeyRange.single(key), false);
        }

        private void withdraw() {
            ifThere(place, delete())
                    .thenAccept(outcome -> claim.end(
                            outcome instanceof Outcome.Applied<Reply<Boolean>>(Reply.Done<Boolean> _)
                                    ? Outcome.applied(new Acquisition.GivenUp())
                                    : Outcome.unknown("it stands in line until its lease ends: " + outcome)));
        }
    }
}
