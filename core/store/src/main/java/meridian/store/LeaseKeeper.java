package meridian.store;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import meridian.base.Bytes;
import meridian.base.Outcome;
import meridian.base.Ticker;
import meridian.raft.Replicator;
import meridian.raft.Role;
import meridian.store.LeaseQuestion.LeaseAnswer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the deadlines of the leases while this node leads, renews them and ends those that run out.
 *
 * <p>Deadlines live in memory only. A new leader gives every lease its full time again, counted from after a read
 * barrier of its own term: that is later than any renewal that an earlier leader can have confirmed, because a leader
 * confirms a renewal only after a barrier that began after it. So no lease ends early while its owner's renewals are
 * confirmed, and none outlives its owner by more than one full time per change of the leader.
 *
 * <p>Whether a barrier was answered under our own leadership shows in the applied position: a later leader answers
 * barriers only behind an entry of its own term, and that entry would be applied here by then.
 */
final class LeaseKeeper implements AppliedListener, Replicator.Answerer, AutoCloseable {
    /** When this much lies between two looks, the process stood still, and so did every renewal on its way to it. */
    private static final Duration STANDSTILL = Duration.ofSeconds(1);

    private static final int LOADED_AT_ONCE = 1_000;

    private final StoreMachine machine;
    private final Replicator replicator;
    private final Submitter submitter;
    private final StoreConfig.Leases config;
    private final Ticker ticker;
    private final Threads threads;
    private volatile @Nullable LeaseTerm leading;
    private volatile boolean closed;
    private long lastLook;

    LeaseKeeper(
            StoreMachine machine,
            Replicator replicator,
            Submitter submitter,
            StoreConfig.Leases config,
            Ticker ticker,
            Threads threads) {
        this.machine = machine;
        this.replicator = replicator;
        this.submitter = submitter;
        this.config = config;
        this.ticker = ticker;
        this.threads = threads;
        this.lastLook = ticker.nanos();
    }

    /** Begins to look for leases that have run out. */
    void start() {
        threads.later(config.tick(), this::look);
    }

    @Override
    public void roleChanged(Role role, long term) {
        LeaseTerm current = leading;
        if (role != Role.LEADER) {
            leading = null;
        } else if (current == null || current.term() != term) {
            lead(term);
        }
    }

    private void lead(long term) {
        LeaseTerm fresh = new LeaseTerm(term);
        leading = fresh;
        threads.later(Duration.ZERO, () -> takeOver(fresh));
    }

    @Override
    public void applied(Changes changes) {
        LeaseTerm current = leading;
        if (current == null) {
            return;
        }
        changes.leasesEnded().forEach(current::ended);
        long now = ticker.nanos();
        for (Store.Lease lease : changes.leasesGranted()) {
            boolean isShortLived = changes.leasesEnded().contains(lease.id())
                    && lease(lease.id()).isEmpty();
            if (!isShortLived) {
                current.granted(lease, now);
            }
        }
    }

    @Override
    public void replaced() {
        LeaseTerm current = leading;
        if (current != null) {
            lead(current.term());
        }
    }

    private void takeOver(LeaseTerm mine) {
        confirm(mine).thenAccept(confirmed -> {
            if (confirmed) {
                load(mine);
            } else {
                takeOverLater(mine);
            }
        });
    }

    private void takeOverLater(LeaseTerm mine) {
        if (leading == mine && !closed) {
            threads.later(config.tick(), () -> takeOver(mine));
        }
    }

    private void load(LeaseTerm mine) {
        try {
            threads.readers().execute(() -> {
                List<Store.Lease> all = leases();
                for (int from = 0; from < all.size(); from += LOADED_AT_ONCE) {
                    mine.load(all.subList(from, Math.min(all.size(), from + LOADED_AT_ONCE)), ticker.nanos());
                }
                mine.loaded();
            });
        } catch (RejectedExecutionException _) {
            takeOverLater(mine);
        }
    }

    /** Does this node still lead in the term, at some moment after the call? */
    private CompletableFuture<Boolean> confirm(LeaseTerm mine) {
        return replicator
                .readBarrier()
                .handle((_, problem) ->
                        problem == null && leading == mine && machine.applied().term() == mine.term());
    }

    private void look() {
        if (closed) {
            return;
        }
        threads.later(config.tick(), this::look);
        long now = ticker.nanos();
        Duration since = Duration.ofNanos(now - lastLook);
        lastLook = now;
        LeaseTerm current = leading;
        if (current == null) {
            return;
        }
        if (since.compareTo(config.tick().plus(STANDSTILL)) > 0) {
            current.delay(since);
        }
        List<Long> due = current.takeDue(now, config.expiriesPerTick());
        if (!due.isEmpty()) {
            expire(current, due);
        }
    }

    private void expire(LeaseTerm mine, List<Long> due) {
        Bytes body = StoreCodec.encode(new StoreCommand.ExpireLeases(mine.term(), due));
        submitter.submit(body, AnswerCodec.NUMBER).thenAccept(outcome -> proposed(mine, due, outcome));
    }

    /**
     * While the fate of a proposal is unknown it may still come true, so the leases must not be renewed: they end by
     * another proposal, or live on under the next leader.
     */
    private void proposed(LeaseTerm mine, List<Long> due, Outcome<?> outcome) {
        switch (outcome) {
            case Outcome.Applied<?> _ -> mine.proposed(due, true);
            case Outcome.NotApplied<?> _ -> mine.proposed(due, false);
            case Outcome.Unknown<?> _ -> {
                if (leading == mine) {
                    threads.later(config.tick(), () -> expire(mine, due));
                } else {
                    mine.proposed(due, false);
                }
            }
        }
    }

    @Override
    public CompletableFuture<Bytes> answer(Bytes question) {
        LeaseTerm current = leading;
        CompletableFuture<LeaseAnswer> answer = current == null || !current.isLoaded()
                ? CompletableFuture.completedFuture(new LeaseAnswer.NotLeading())
                : switch (LeaseQuestion.decode(question)) {
                    case LeaseQuestion.Renew(long id) -> renew(current, id);
                    case LeaseQuestion.Remaining(long id) -> remaining(current, id);
                };
        return answer.thenApply(LeaseQuestion::encode);
    }

    private CompletableFuture<LeaseAnswer> renew(LeaseTerm mine, long id) {
        return switch (mine.renew(id, ticker.nanos())) {
            case LeaseTerm.Renewal.Ending(CompletableFuture<Void> outcome) -> outcome.thenCompose(_ -> renew(mine, id));
            case LeaseTerm.Renewal.Renewed() -> confirmed(mine, id, lease -> new LeaseAnswer.Alive(lease.timeToLive()));
            case LeaseTerm.Renewal.Absent() -> confirmed(mine, id, _ -> new LeaseAnswer.NotLeading());
        };
    }

    private CompletableFuture<LeaseAnswer> remaining(LeaseTerm mine, long id) {
        LeaseAnswer ifAlive = mine.remaining(id, ticker.nanos())
                .<LeaseAnswer>map(LeaseAnswer.Alive::new)
                .orElseGet(LeaseAnswer.NotLeading::new);
        return confirmed(mine, id, _ -> ifAlive);
    }

    /** The last word on whether there is such a lease has the state, as it is once our leadership is confirmed. */
    private CompletableFuture<LeaseAnswer> confirmed(
            LeaseTerm mine, long id, Function<Store.Lease, LeaseAnswer> ifThere) {
        return confirm(mine)
                .thenApply(confirmed -> confirmed
                        ? lease(id).map(ifThere).orElseGet(LeaseAnswer.Ended::new)
                        : new LeaseAnswer.NotLeading());
    }

    private List<Store.Lease> leases() {
        try (View view = machine.view()) {
            return view.leases();
        }
    }

    private Optional<Store.Lease> lease(long id) {
        try (View view = machine.view()) {
            return view.lease(id);
        }
    }

    @Override
    public void close() {
        closed = true;
        leading = null;
    }
}
