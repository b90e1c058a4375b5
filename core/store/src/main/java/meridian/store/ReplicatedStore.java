package meridian.store;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import meridian.base.Bytes;
import meridian.base.Clock;
import meridian.base.NodeId;
import meridian.base.Outcome;
import meridian.base.Outcome.Refusal;
import meridian.base.Randomness;
import meridian.base.Ticker;
import meridian.raft.Member;
import meridian.raft.Replicator;
import meridian.raft.Role;
import meridian.raft.StateMachine;

/**
 * The store on one node: a shell around the state machine, which does with clocks, threads and the log what the machine
 * itself must not do. It owns neither the machine nor the replicator; whoever opened them closes them after it.
 */
public final class ReplicatedStore implements Store {
    private final StoreMachine machine;
    private final Replicator replicator;
    private final RequestCheck check;
    private final Threads threads;
    private final Submitter submitter;
    private final Reader reader;
    private final LeaseKeeper keeper;
    private final LeaseRequests leases;
    private final WatchHub hub;
    private final Housekeeper housekeeper;

    ReplicatedStore(
            StoreMachine machine,
            Replicator replicator,
            StoreConfig config,
            Clock clock,
            Ticker ticker,
            Randomness randomness,
            Threads threads) {
        this.machine = machine;
        this.replicator = replicator;
        this.threads = threads;
        this.check = new RequestCheck(config.requests());
        this.submitter = new Submitter(replicator, config.requests(), ticker, threads, randomness);
        this.reader = new Reader(machine, replicator, threads, config.reads());
        this.keeper = new LeaseKeeper(machine, replicator, submitter, config.leases(), ticker, threads);
        this.leases = new LeaseRequests(replicator, submitter, reader, config, ticker, threads, randomness);
        this.hub = new WatchHub(History.of(machine), threads, config.watches());
        this.housekeeper = new Housekeeper(machine, replicator, submitter, config, clock, threads);
    }

    /** Starts the store on a node whose replicator runs the machine. */
    public static ReplicatedStore open(
            StoreMachine machine,
            Replicator replicator,
            StoreConfig config,
            Clock clock,
            Ticker ticker,
            Randomness randomness) {
        Threads threads = new MachineThreads(config.reads());
        ReplicatedStore store = new ReplicatedStore(machine, replicator, config, clock, ticker, randomness, threads);
        store.start();
        return store;
    }

    void start() {
        machine.listen(hub);
        machine.listen(keeper);
        replicator.answer(keeper);
        Replicator.Status status = replicator.status();
        if (status.role() == Role.LEADER) {
            keeper.roleChanged(Role.LEADER, status.term());
        }
        submitter.start();
        keeper.start();
        housekeeper.start();
    }

    @Override
    public CompletableFuture<Outcome<Reply<TransactionResult>>> transact(Transaction transaction) {
        Optional<StoreError> refusal = check.refusal(transaction);
        if (refusal.isPresent()) {
            return refused(refusal.get());
        }
        return ReadOnly.is(transaction)
                ? asOutcome(reader.read(transaction))
                : submit(new StoreCommand.Transact(transaction), AnswerCodec.TRANSACTION);
    }

    @Override
    public CompletableFuture<Reply<Result.Read>> read(RangeQuery query) {
        Optional<StoreError> refusal = check.refusal(query);
        return refusal.isPresent()
                ? CompletableFuture.completedFuture(new Reply.Refused<>(refusal.get()))
                : reader.read(query);
    }

    @Override
    public CompletableFuture<Outcome<Reply<Long>>> compact(long revision) {
        return submit(new StoreCommand.Compact(revision), AnswerCodec.NUMBER);
    }

    @Override
    public CompletableFuture<Outcome<Reply<Lease>>> grantLease(long id, Duration timeToLive) {
        return leases.grant(id, timeToLive);
    }

    @Override
    public CompletableFuture<Outcome<Reply<Long>>> revokeLease(long id) {
        return leases.revoke(id);
    }

    @Override
    public CompletableFuture<Reply<Lease>> keepAlive(long id) {
        return leases.keepAlive(id);
    }

    @Override
    public CompletableFuture<Reply<LeaseStatus>> leaseStatus(long id, boolean withKeys) {
        return leases.status(id, withKeys);
    }

    @Override
    public CompletableFuture<Reply<List<Long>>> leases() {
        return leases.list();
    }

    @Override
    public Watcher watch(WatchQuery query, Watcher.Listener listener) {
        return hub.watch(query, listener);
    }

    @Override
    public CompletableFuture<Outcome<Reply<List<Alarm>>>> alarm(AlarmChange change) {
        return change instanceof AlarmChange.ListAll
                ? asOutcome(reader.linearizable(true, view -> new Reply.Done<>(view.alarms(), Reader.header(view))))
                : submit(new StoreCommand.ChangeAlarm(change), AnswerCodec.ALARMS);
    }

    @Override
    public CompletableFuture<Reply<HashResult>> hash(long revision) {
        return reader.local(false, view -> view.hash(revision));
    }

    @Override
    public StateMachine.Snapshot snapshot() {
        return machine.snapshot();
    }

    @Override
    public void defragment() {
        machine.defragment();
    }

    @Override
    public StoreStatus status() {
        StoreMachine.Sizes sizes = machine.sizes();
        try (View view = machine.view()) {
            return new StoreStatus(
                    replicator.status(),
                    view.revision(),
                    view.compactedRevision(),
                    sizes.onDisk(),
                    sizes.inUse(),
                    view.quota(),
                    view.alarms());
        }
    }

    @Override
    public CompletableFuture<Outcome<List<Member>>> changeMembers(Replicator.MemberChange change) {
        return replicator.change(change);
    }

    @Override
    public CompletableFuture<Outcome<NodeId>> transferLeadership(NodeId target) {
        return replicator.transferLeadership(target);
    }

    /** Ends all watchers and answers everything that is outstanding. */
    @Override
    public void close() {
        housekeeper.close();
        keeper.close();
        leases.close();
        submitter.close();
        reader.close();
        hub.close();
        threads.close();
    }

    private <T> CompletableFuture<Outcome<Reply<T>>> submit(StoreCommand command, AnswerCodec.Of<T> codec) {
        Bytes body = StoreCodec.encode(command);
        Optional<StoreError> refusal = check.refusal(body.length());
        return refusal.isPresent() ? refused(refusal.get()) : submitter.submit(body, codec);
    }

    private static <T> CompletableFuture<Outcome<Reply<T>>> refused(StoreError error) {
        return CompletableFuture.completedFuture(Outcome.applied(new Reply.Refused<>(error)));
    }

    /** What writes nothing cannot be in doubt. */
    private static <T> CompletableFuture<Outcome<Reply<T>>> asOutcome(CompletableFuture<Reply<T>> reading) {
        return reading.handle((reply, problem) -> problem == null
                ? Outcome.applied(reply)
                : Outcome.notApplied(Refusal.NO_LEADER, String.valueOf(problem.getMessage())));
    }
}
