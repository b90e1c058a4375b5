package meridian.coordination;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import meridian.base.Bytes;
import meridian.base.Limit;
import meridian.base.Outcome;
import meridian.base.Outcome.Refusal;
import meridian.base.Randomness;
import meridian.coordination.Entering.Wish;
import meridian.store.Operation;
import meridian.store.RangeQuery;
import meridian.store.Reply;
import meridian.store.Result;
import meridian.store.Store;
import meridian.store.Store.TransactionResult;
import meridian.store.StoreError;
import meridian.store.Transaction;

/**
 * What locks, elections, semaphores and barriers have in common: keys under one name, each with a lease, in the order in
 * which they came, and for each a {@link Demand} that says when its turn has come.
 *
 * <p>Getting what nobody has costs one transaction and nothing else. Only where others are, the node looks at the
 * {@link Line}.
 */
final class Contest {
    private final Store store;
    private final Lines lines;
    private final Threads threads;
    private final CoordinationConfig config;
    private final Randomness randomness;

    /** The attempts that have not ended. */
    private final Set<Claim<?>> open = ConcurrentHashMap.newKeySet();

    private volatile boolean closed;

    Contest(Store store, CoordinationConfig config, Threads threads, Randomness randomness) {
        this.store = store;
        this.lines = new Lines(store, config, threads);
        this.threads = threads;
        this.config = config;
        this.randomness = randomness;
    }

    Store store() {
        return store;
    }

    Lines lines() {
        return lines;
    }

    Limit attempts() {
        return config.attempts();
    }

    void soon(Runnable action) {
        threads.later(config.retryPause(), action);
    }

    static Hold hold(Place place, long lease, Demand demand) {
        return new Hold(
                place.key(),
                lease,
                new Fence(place.revision()),
                demand instanceof Demand.Shared,
                demand instanceof Demand.Permits(int count) ? count : 0);
    }

    /** With the session's only key here. */
    static Wish wish(Keys keys, long lease, Demand demand, boolean isPatient) {
        return new Wish(demand, lease, keys.of(lease), isPatient);
    }

    /** @param attempt tells the attempts of a session apart; 0 for one that is not repeated */
    Wish wish(Keys keys, long lease, Demand.Permits demand, long attempt, boolean isPatient) {
        long number = attempt == 0 ? randomness.nextLong() : attempt;
        return new Wish(demand, lease, keys.of(lease, number), isPatient);
    }

    /** Waits as long as the lease lives. */
    Claim<Acquisition> enter(Keys keys, Wish wish) {
        Claim<Acquisition> claim = Claim.inLine();
        if (admit(claim, Acquisition.Refused::new)) {
            entering(claim, keys, wish).begin();
        }
        return claim;
    }

    private Acquiring entering(Claim<Acquisition> claim, Keys keys, Wish wish) {
        return wish.demand() instanceof Demand.Permits permits
                ? new PermitEntering(claim, this, keys, wish, permits)
                : new KeyEntering(claim, this, keys, wish);
    }

    /** Has the claim cancelled when it has not ended by then. */
    <T> Claim<T> within(Duration patience, Claim<T> claim) {
        if (!claim.outcome().isDone()) {
            Runnable callOff = threads.later(patience, claim::cancel);
            claim.outcome().whenComplete((_, _) -> callOff.run());
        }
        return claim;
    }

    /** Looks first, so that nobody stands in line, and in others' way, who cannot have it at once anyway. */
    Claim<Acquisition> enterIfFree(Keys keys, Wish wish) {
        Claim<Acquisition> claim = Claim.inLine();
        if (admit(claim, Acquisition.Refused::new)) {
            look(keys).thenAccept(outcome -> {
                if (outcome
                        instanceof
                        Outcome.Applied<Reply<Standings>>(Reply.Done<Standings>(Standings found, Reply.Header _))) {
                    enterIfFree(claim, keys, wish, found);
                } else {
                    claim.end(outcome.map(Contest::refused));
                }
            });
        }
        return claim;
    }

    private void enterIfFree(Claim<Acquisition> claim, Keys keys, Wish wish, Standings standings) {
        Place behindAll = new Place(Long.MAX_VALUE, wish.key());
        if (wish.demand().fits(standings) || standings.contains(behindAll.key())) {
            entering(claim, keys, wish).begin();
        } else {
            claim.end(wish.demand()
                    .objection(behindAll, standings)
                    .<Outcome<Acquisition>>map(why -> Outcome.notApplied(Refusal.INVALID, why))
                    .orElseGet(() -> Outcome.applied(new Acquisition.GivenUp())));
        }
    }

    /** What a reply means that is not that it was done. */
    static <T> Acquisition refused(Reply<T> reply) {
        return switch (reply) {
            case Reply.Refused<T>(StoreError error) -> new Acquisition.Refused(error);
            case Reply.Done<T> _ -> throw new IllegalStateException("it was done");
        };
    }

    /** Goes through a barrier. */
    Claim<Passage> arrive(Keys keys, long lease, int parties, boolean isPatient) {
        Claim<Passage> claim = Claim.inLine();
        if (admit(claim, Passage.Refused::new)) {
            new PartyEntering(claim, this, keys, wish(keys, lease, new Demand.Party(parties), isPatient)).begin();
        }
        return claim;
    }

    /** @param refused how it ends when there are too many already */
    <T> boolean admit(Claim<T> claim, Function<StoreError, T> refused) {
        if (closed) {
            claim.end(Outcome.notApplied(Refusal.STOPPED, "the node is stopping"));
        } else if (!config.waiters().allows(open.size() + 1L)) {
            claim.end(refused.apply(new StoreError.TooManyRequests(config.waiters())));
        } else {
            open.add(claim);
            claim.outcome().whenComplete((_, _) -> open.remove(claim));
        }
        return !claim.outcome().isDone();
    }

    /** Who holds and who waits, linearizably. */
    CompletableFuture<Outcome<Reply<Standings>>> look(Keys keys) {
        return Steps.read(store, keys.all())
                .thenApply(outcome -> outcome.map(reply -> reply.map(read -> new Standings(keys, read.keyValues()))));
    }

    /** Puts the key only where nobody is, so that nothing has to be taken back. */
    CompletableFuture<Outcome<Acquisition>> enterIfEmpty(Keys keys, long lease) {
        Demand demand = new Demand.Exclusive();
        Bytes key = keys.of(lease);
        Transaction transaction = new Transaction(
                List.of(Steps.isEmpty(keys.all())),
                List.of(Steps.put(key, demand.value(), lease)),
                List.of(Steps.read(key)));
        return store.transact(transaction).thenCompose(outcome -> {
            if (outcome
                    instanceof
                    Outcome.Applied<Reply<TransactionResult>>(
                            Reply.Done<TransactionResult>(TransactionResult result, Reply.Header header))) {
                if (result.succeeded()) {
                    Hold hold = hold(new Place(header.revision(), key), lease, demand);
                    return done(Outcome.applied(new Acquisition.Held(hold, header)));
                }
                return Steps.found(result.results().getFirst()).stream()
                        .findFirst()
                        .map(own -> demand.isMetBy(own.value())
                                ? readWhetherFirst(keys, key, lease)
                                : done(Outcome.notApplied(Refusal.INVALID, demand.clash())))
                        .orElseGet(() -> done(Outcome.applied(new Acquisition.GivenUp())));
            }
            return done(outcome.map(Contest::refused));
        });
    }

    /** The session's own key is there already: it may hold, or wait since an earlier attempt. */
    private CompletableFuture<Outcome<Acquisition>> readWhetherFirst(Keys keys, Bytes key, long lease) {
        return store.read(firstOf(keys)).handle((reply, problem) -> switch (reply) {
            case null -> Outcome.notApplied(Refusal.NO_LEADER, String.valueOf(problem));
            case Reply.Refused<Result.Read>(StoreError error) -> Outcome.applied(new Acquisition.Refused(error));
            case Reply.Done<Result.Read>(Result.Read read, Reply.Header header) ->
                Outcome.applied(read.keyValues().stream()
                        .filter(first -> first.key().equals(key))
                        .<Acquisition>map(first ->
                                new Acquisition.Held(hold(Place.of(first), lease, new Demand.Exclusive()), header))
                        .findFirst()
                        .orElseGet(Acquisition.GivenUp::new));
        });
    }

    private static CompletableFuture<Outcome<Acquisition>> done(Outcome<Acquisition> outcome) {
        return CompletableFuture.completedFuture(outcome);
    }

    static RangeQuery firstOf(Keys keys) {
        return new RangeQuery(
                keys.all(),
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
    CompletableFuture<Outcome<Reply<Boolean>>> release(Hold hold, Demand demand) {
        return Steps.perform(store, demand.letGo(Place.of(hold)));
    }

    /** A holder gives its key another value. Says whether it still held. */
    CompletableFuture<Outcome<Reply<Boolean>>> write(Hold hold, Bytes value) {
        Operation put = Steps.put(hold.key(), value, hold.lease());
        return Steps.perform(store, new Transaction(List.of(Place.of(hold).isThere()), List.of(put), List.of()));
    }

    /** Whoever waits hears that it does not wait here any more; its key stays in line as long as its lease. */
    void close() {
        closed = true;
        open.forEach(Claim::stop);
    }
}
