package meridian.store;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import meridian.base.Bytes;
import meridian.base.Limit;
import meridian.base.Outcome;
import meridian.base.Randomness;
import meridian.base.Ticker;
import meridian.raft.Replicator;
import meridian.store.LeaseQuestion.LeaseAnswer;
import org.jspecify.annotations.Nullable;

/** What clients ask about leases, on any node: writes go through the log, the rest to the {@link LeaseKeeper}. */
final class LeaseRequests implements AutoCloseable {
    private final Replicator replicator;
    private final Submitter submitter;
    private final Reader reader;
    private final StoreConfig config;
    private final Ticker ticker;
    private final Threads threads;
    private final Randomness randomness;
    private final Backoff backoff;
    private final Set<Asking> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    LeaseRequests(
            Replicator replicator,
            Submitter submitter,
            Reader reader,
            StoreConfig config,
            Ticker ticker,
            Threads threads,
            Randomness randomness) {
        this.replicator = replicator;
        this.submitter = submitter;
        this.reader = reader;
        this.config = config;
        this.ticker = ticker;
        this.threads = threads;
        this.randomness = randomness;
        this.backoff =
                new Backoff(config.requests().backoffMin(), config.requests().backoffMax(), randomness);
    }

    CompletableFuture<Outcome<Reply<Store.Lease>>> grant(Caller caller, long id, Duration timeToLive) {
        long seconds =
                Math.max(timeToLive.toSeconds(), config.leases().timeToLiveMin().toSeconds());
        if (seconds > StoreConfig.Leases.SECONDS_MAX) {
            return CompletableFuture.completedFuture(Outcome.applied(
                    new Reply.Refused<>(new StoreError.LeaseTooLong(seconds, StoreConfig.Leases.SECONDS_MAX))));
        }
        long chosen = id == 0 ? choose() : id;
        return submitter.submit(
                StoreCodec.encode(new StoreCommand.GrantLease(chosen, seconds).from(caller)), AnswerCodec.LEASE);
    }

    /** A positive number; among 2^63 nobody has to look whether it is taken. */
    private long choose() {
        return Math.max(1, randomness.nextLong() >>> 1);
    }

    CompletableFuture<Reply<Store.Lease>> keepAlive(long id) {
        return ask(new LeaseQuestion.Renew(id), time -> reader.done(new Store.Lease(id, time)));
    }

    CompletableFuture<Reply<Store.LeaseStatus>> status(Caller caller, long id, boolean withKeys) {
        return reader.linearizable(!withKeys, view -> found(view, caller, id, withKeys))
                .thenCompose(reply -> switch (reply) {
                    case Reply.Refused<Found>(StoreError error) ->
                        CompletableFuture.completedFuture(new Reply.Refused<>(error));
                    case Reply.Done<Found>(Found found, Reply.Header header) ->
                        ask(
                                new LeaseQuestion.Remaining(id),
                                rest -> new Reply.Done<>(
                                        new Store.LeaseStatus(id, found.lease.timeToLive(), rest, found.keys), header));
                });
    }

    private static Reply<Found> found(View view, Caller caller, long id, boolean withKeys) {
        Gate gate = view.gate(caller);
        Optional<StoreError> refusal = withKeys ? gate.reading(view.leaseKeys(id)) : Optional.empty();
        return gate.login()
                .or(() -> refusal)
                .<Reply<Found>>map(Reply.Refused::new)
                .orElseGet(() -> found(view, id, withKeys));
    }

    private static Reply<Found> found(View view, long id, boolean withKeys) {
        return view.lease(id)
                .<Reply<Found>>map(lease -> new Reply.Done<>(
                        new Found(lease, withKeys ? view.leaseKeys(id) : List.of()), Reader.header(view)))
                .orElseGet(() -> new Reply.Refused<>(new StoreError.LeaseNotFound(id)));
    }

    CompletableFuture<Reply<List<Long>>> list(Caller caller) {
        return reader.linearizable(
                false,
                view -> view.gate(caller)
                        .login()
                        .<Reply<List<Long>>>map(Reply.Refused::new)
                        .orElseGet(() -> new Reply.Done<>(
                                view.leases().stream().map(Store.Lease::id).toList(), Reader.header(view))));
    }

    private <T> CompletableFuture<Reply<T>> ask(LeaseQuestion question, Function<Duration, Reply<T>> ifAlive) {
        Limit limit = config.leases().questions();
        if (closed || !limit.allows(open.size() + 1L)) {
            return closed
                    ? CompletableFuture.failedFuture(new Replicator.Unavailable("the node is stopping"))
                    : CompletableFuture.completedFuture(new Reply.Refused<>(new StoreError.TooManyRequests(limit)));
        }
        Asking asking = new Asking(
                question, ticker.nanos() + config.requests().timeout().toNanos());
        open.add(asking);
        asking.attempt();
        return asking.answer.thenApply(answer -> switch (answer) {
            case LeaseAnswer.Alive(Duration time) -> ifAlive.apply(time);
            case LeaseAnswer.Ended() -> new Reply.Refused<>(new StoreError.LeaseNotFound(question.id()));
            case LeaseAnswer.NotLeading() -> throw new Replicator.Unavailable("no leader answered in time");
        });
    }

    @Override
    public void close() {
        closed = true;
        open.forEach(asking -> asking.fail("the node is stopping"));
    }

    private record Found(Store.Lease lease, List<Bytes> keys) {}

    /** A question until it is answered by somebody who leads. To ask twice does no harm. */
    private final class Asking {
        private final LeaseQuestion question;
        private final long deadlineNanos;
        private final CompletableFuture<LeaseAnswer> answer = new CompletableFuture<>();
        private int attempts;

        Asking(LeaseQuestion question, long deadlineNanos) {
            this.question = question;
            this.deadlineNanos = deadlineNanos;
        }

        void attempt() {
            attempts++;
            replicator.askLeader(question.encode()).whenComplete(this::attempted);
        }

        private void attempted(@Nullable Bytes bytes, @Nullable Throwable problem) {
            LeaseAnswer given = bytes == null ? new LeaseAnswer.NotLeading() : LeaseQuestion.decodeAnswer(bytes);
            if (!(given instanceof LeaseAnswer.NotLeading)) {
                open.remove(this);
                answer.complete(given);
            } else if (closed || ticker.nanos() - deadlineNanos >= 0) {
                fail(problem == null ? "no leader knows the leases yet" : "no leader was reached: " + problem);
            } else {
                threads.later(backoff.pause(attempts), this::attempt);
            }
        }

        void fail(String message) {
            open.remove(this);
            answer.completeExceptionally(new Replicator.Unavailable(message));
        }
    }
}
