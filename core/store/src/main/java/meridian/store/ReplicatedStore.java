package meridian.store;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
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
    private final Logins logins;
    private final Randomness randomness;
    private final Store forNobody = new GuardedStore(this, Caller.NOBODY);

    ReplicatedStore(
            StoreMachine machine,
            Replicator replicator,
            StoreConfig config,
            AccessConfig access,
            Clock clock,
            Ticker ticker,
            Randomness randomness,
            Threads threads) {
        this.machine = machine;
        this.replicator = replicator;
        this.threads = threads;
        this.check = new RequestCheck(config.requests());
        this.submitter = new Submitter(replicator, config.requests(), ticker, threads, randomness);
        this.reader = new Reader(machine, replicator, threads, config.reads(), ticker);
        this.keeper = new LeaseKeeper(machine, replicator, submitter, config.leases(), ticker, threads);
        this.leases = new LeaseRequests(replicator, submitter, reader, config, ticker, threads, randomness);
        this.hub = new WatchHub(History.of(machine), threads, config.watches());
        this.housekeeper = new Housekeeper(machine, replicator, submitter, config, clock, threads);
        this.logins = new Logins(machine, reader, access, clock, ticker, randomness);
        this.randomness = randomness;
    }

    /** Starts the store on a node whose replicator runs the machine. */
    public static ReplicatedStore open(
            StoreMachine machine,
            Replicator replicator,
            StoreConfig config,
            Clock clock,
            Ticker ticker,
            Randomness randomness) {
        return open(machine, replicator, config, AccessConfig.DEFAULT, clock, ticker, randomness);
    }

    /** As above, with other limits and times for those who log in. */
    public static ReplicatedStore open(
            StoreMachine machine,
            Replicator replicator,
            StoreConfig config,
            AccessConfig access,
            Clock clock,
            Ticker ticker,
            Randomness randomness) {
        Threads threads = new MachineThreads(config.reads());
        ReplicatedStore store =
                new ReplicatedStore(machine, replicator, config, access, clock, ticker, randomness, threads);
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
    public Store as(Caller caller) {
        return switch (caller) {
            case Caller.Node() -> this;
            case Caller.Nobody() -> forNobody;
            case Caller.User _, Caller.Token _, Caller.Certified _ -> new GuardedStore(this, caller);
        };
    }

    @Override
    public Accounts accounts() {
        return accounts(Caller.NODE);
    }

    /** Does it matter who asks, as far as this node knows? */
    boolean asksWho() {
        return machine.access().enabled();
    }

    Accounts accounts(Caller caller) {
        return new ReplicatedAccounts(this, reader, logins, randomness, caller);
    }

    @Override
    public CompletableFuture<Outcome<Reply<TransactionResult>>> transact(Transaction transaction) {
        return transact(Caller.NODE, transaction);
    }

    CompletableFuture<Outcome<Reply<TransactionResult>>> transact(Caller caller, Transaction transaction) {
        Optional<StoreError> refusal = check.refusal(transaction);
        if (refusal.isPresent()) {
            return refused(refusal.get());
        }
        return ReadOnly.is(transaction)
                ? asOutcome(reader.read(caller, transaction))
                : submit(caller, new StoreCommand.Transact(transaction), AnswerCodec.TRANSACTION);
    }

    @Override
    public CompletableFuture<Reply<Result.Read>> read(RangeQuery query) {
        return read(Caller.NODE, query);
    }

    @Override
    public CompletableFuture<Reply<Result.Read>> read(RangeQuery query, Duration lag) {
        return read(Caller.NODE, query, lag);
    }

    CompletableFuture<Reply<Result.Read>> read(Caller caller, RangeQuery query) {
        return checked(query, () -> reader.read(caller, query));
    }

    CompletableFuture<Reply<Result.Read>> read(Caller caller, RangeQuery query, Duration lag) {
        return checked(query, () -> reader.read(caller, query, lag));
    }

    private CompletableFuture<Reply<Result.Read>> checked(
            RangeQuery query, Supplier<CompletableFuture<Reply<Result.Read>>> reading) {
        return check.refusal(query)
                .<CompletableFuture<Reply<Result.Read>>>map(
                        error -> CompletableFuture.completedFuture(new Reply.Refused<>(error)))
                .orElseGet(reading);
    }

    @Override
    public CompletableFuture<Outcome<Reply<Long>>> compact(long revision) {
        return submit(Caller.NODE, new StoreCommand.Compact(revision), AnswerCodec.NUMBER);
    }

    @Override
    public CompletableFuture<Outcome<Reply<Lease>>> grantLease(long id, Duration timeToLive) {
        return grantLease(Caller.NODE, id, timeToLive);
    }

    CompletableFuture<Outcome<Reply<Lease>>> grantLease(Caller caller, long id, Duration timeToLive) {
        return leases.grant(caller, id, timeToLive);
    }

    @Override
    public CompletableFuture<Outcome<Reply<Long>>> revokeLease(long id) {
        return submit(Caller.NODE, new StoreCommand.RevokeLease(id), AnswerCodec.NUMBER);
    }

    @Override
    public CompletableFuture<Reply<Lease>> keepAlive(long id) {
        return leases.keepAlive(id);
    }

    CompletableFuture<Reply<Lease>> keepAlive(Caller caller, long id) {
        // A node that has not heard yet that it matters who asks renews for a moment longer, which takes nothing away.
        return asksWho()
                ? ifAllowed(caller, Gate::login, () -> leases.keepAlive(id), Reply.Refused::new)
                : leases.keepAlive(id);
    }

    @Override
    public CompletableFuture<Reply<LeaseStatus>> leaseStatus(long id, boolean withKeys) {
        return leaseStatus(Caller.NODE, id, withKeys);
    }

    CompletableFuture<Reply<LeaseStatus>> leaseStatus(Caller caller, long id, boolean withKeys) {
        return leases.status(caller, id, withKeys);
    }

    @Override
    public CompletableFuture<Reply<List<Long>>> leases() {
        return leases(Caller.NODE);
    }

    CompletableFuture<Reply<List<Long>>> leases(Caller caller) {
        return leases.list(caller);
    }

    @Override
    public Watcher watch(WatchQuery query, Watcher.Listener listener) {
        return hub.watch(query, listener);
    }

    Watcher watch(Caller caller, WatchQuery query, Watcher.Listener listener) {
        Supplier<Optional<StoreError>> gate = () -> localGate(caller).read(query.range());
        Optional<StoreError> refusal = gate.get();
        if (refusal.isPresent()) {
            return new RefusedWatcher(refusal.get(), History.of(machine).revision());
        }
        return new GuardedWatcher(hub.watch(query, listener), gate);
    }

    @Override
    public CompletableFuture<Outcome<Reply<List<Alarm>>>> alarm(AlarmChange change) {
        return alarm(Caller.NODE, change);
    }

    CompletableFuture<Outcome<Reply<List<Alarm>>>> alarm(Caller caller, AlarmChange change) {
        return change instanceof AlarmChange.ListAll
                ? asOutcome(reader.linearizable(
                        true,
                        view -> view.gate(caller)
                                .login()
                                .<Reply<List<Alarm>>>map(Reply.Refused::new)
                                .orElseGet(() -> new Reply.Done<>(view.alarms(), Reader.header(view)))))
                : submit(caller, new StoreCommand.ChangeAlarm(change), AnswerCodec.ALARMS);
    }

    @Override
    public CompletableFuture<Reply<HashResult>> hash(long revision) {
        return hash(Caller.NODE, revision);
    }

    CompletableFuture<Reply<HashResult>> hash(Caller caller, long revision) {
        return reader.local(
                false,
                view -> view.gate(caller)
                        .admin()
                        .<Reply<HashResult>>map(Reply.Refused::new)
                        .orElseGet(() -> view.hash(revision)));
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
        logins.close();
        threads.close();
    }

    /** For what this node does alone, also when it knows of no leader: asks the state it has. */
    void require(Caller caller, Function<Gate, Optional<StoreError>> need) {
        need.apply(localGate(caller)).ifPresent(error -> {
            throw new NotPermitted(error);
        });
    }

    <T> CompletableFuture<T> ifAdmin(Caller caller, Supplier<CompletableFuture<T>> action) {
        return ifAllowed(caller, Gate::admin, action, error -> {
            throw new NotPermitted(error);
        });
    }

    /** For what neither goes through the log as a command nor reads a view: asks a state that is as new as the call. */
    <T> CompletableFuture<T> ifAllowed(
            Caller caller,
            Function<Gate, Optional<StoreError>> need,
            Supplier<CompletableFuture<T>> action,
            Function<StoreError, T> ifRefused) {
        if (caller instanceof Caller.Node) {
            return action.get();
        }
        return reader.linearizable(
                        true,
                        view -> need.apply(view.gate(caller))
                                .<Reply<Boolean>>map(Reply.Refused::new)
                                .orElseGet(() -> new Reply.Done<>(true, Reader.header(view))))
                .thenCompose(reply -> reply instanceof Reply.Refused<Boolean>(StoreError error)
                        ? CompletableFuture.completedFuture(ifRefused.apply(error))
                        : action.get());
    }

    private Gate localGate(Caller caller) {
        return new Gate(machine.access(), caller, _ -> List.of());
    }

    <T> CompletableFuture<Outcome<Reply<T>>> submit(Caller caller, StoreCommand command, AnswerCodec.Of<T> codec) {
        Bytes body = StoreCodec.encode(command.from(caller));
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
