package meridian.raft;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import meridian.base.Bytes;
import meridian.base.Clock;
import meridian.base.Disk;
import meridian.base.HybridClock;
import meridian.base.NodeId;
import meridian.base.Outcome;
import meridian.base.Outcome.Refusal;
import meridian.base.Ticker;
import meridian.net.Transport;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftClientAsynchronousProtocol;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.rpc.CallId;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.server.RaftServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The group on Apache Ratis, over our own transport. */
public final class RatisReplicator implements Replicator {
    private static final Logger LOG = LoggerFactory.getLogger(RatisReplicator.class);
    private static final Duration PERSIST_PERIOD = Duration.ofSeconds(30);
    private static final Duration EXPIRY_PERIOD = Duration.ofMillis(100);
    private static final long RETURN_PERIOD_MILLIS = 500;
    private static final Duration REMOVAL_PERIOD = Duration.ofSeconds(1);
    private static final int CHECKS_EXCLUDED_MAX = 5;

    private final RaftConfig config;
    private final Transport transport;
    private final StateMachine machine;
    private final Ticker ticker;
    private final Disk disk;
    private final HybridClock clock;
    private final BiConsumer<String, Throwable> fatal;
    private final ClientId client = ClientId.randomId();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("raft-timer").factory());

    private final AppliedIndex applied;
    private final Founding founding;
    private final SnapshotFetch fetch;
    private final SnapshotServe serve;
    private final MachineAdapter adapter;
    private final RaftServer server;
    private final RaftServer.Division division;
    /** The division's own entrance: the server's would wait for a thread of a pool, on ours. */
    private final RaftClientAsynchronousProtocol log;

    private final LeaderCalls leader;
    private final LeaderCheck leaderCheck;
    private final Membership membership;
    private final Coalescer coalescer;
    private final Insistence insistence;
    private final SharedRound<Long> barriers;
    /** Belongs to the timer's thread. */
    private int checksExcluded;

    private volatile Answerer answerer =
            question -> CompletableFuture.failedFuture(new Unavailable("nobody answers questions on this node yet"));

    /**
     * Starts this node's part in the group. For a node without data that takes until it is clear whether it founds the
     * cluster or joins it, so possibly until the others are started.
     *
     * @param fatal called when this node cannot go on, with what happened; must not block
     * @throws DamagedLog when the log on the disk cannot be used
     */
    public static RatisReplicator open(
            RaftConfig config,
            Transport transport,
            StateMachine machine,
            Clock clock,
            Ticker ticker,
            Disk disk,
            BiConsumer<String, Throwable> fatal)
            throws InterruptedException {
        try {
            RatisReplicator replicator =
                    new RatisReplicator(config, transport, machine, new HybridClock(clock), ticker, disk, fatal);
            replicator.start();
            return replicator;
        } catch (DamagedLog e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw RaftStart.explain(config, e);
        }
    }

    private RatisReplicator(
            RaftConfig config,
            Transport transport,
            StateMachine machine,
            HybridClock clock,
            Ticker ticker,
            Disk disk,
            BiConsumer<String, Throwable> fatal)
            throws IOException, InterruptedException {
        this.config = config;
        this.transport = transport;
        this.machine = machine;
        this.clock = clock;
        this.ticker = ticker;
        this.disk = disk;
        this.fatal = fatal;
        this.fetch = new SnapshotFetch(transport, disk, config.folder());
        fetch.leftover().ifPresent(machine::install);
        this.applied = new AppliedIndex(machine.applied());
        this.serve = new SnapshotServe(machine, disk, ticker);
        this.adapter = new MachineAdapter(machine, config, clock, applied, fetch, new Events());
        this.founding = new Founding(transport, config, disk);
        founding.start();
        this.server = RaftStart.server(config, transport, adapter, founding, disk);
        this.division = server.getDivision(Peers.groupId(config.cluster()));
        this.log = (RaftClientAsynchronousProtocol) division;
        this.leader = new LeaderCalls(transport, division, config);
        this.leaderCheck = new LeaderCheck(division, transport, config);
        this.membership = new Membership(server, division, config, founding, transport);
        this.coalescer = new Coalescer(config.limits(), config.timeouts().lingerMax(), ticker, this::after, this::send);
        this.insistence = new Insistence(timer, ticker, config.timeouts().leader());
        this.barriers = new SharedRound<>(() -> insistence.on(this::readIndex));
    }

    private void start() throws IOException {
        leaderCheck.start();
        serve.start(transport);
        transport.serve(RaftServices.SUBMIT, (from, request) -> takeBatch(request));
        transport.serve(
                RaftServices.READ_INDEX, (from, request) -> readIndex(from).thenApply(Codec::number));
        transport.serve(
                RaftServices.ASK_LEADER,
                (from, request) -> answer(Bytes.wrap(request)).thenApply(Bytes::array));
        transport.serve(
                RaftServices.CHANGE_MEMBERS,
                (from, request) -> membership.change(Codec.change(request)).thenApply(Codec::memberOutcome));
        transport.serve(
                RaftServices.RETURN,
                (from, request) -> change(Codec.change(request)).thenApply(Codec::memberOutcome));
        transport.serve(
                RaftServices.TRANSFER_LEADERSHIP,
                (from, request) -> membership
                        .transferLeadership(new NodeId(Bytes.wrap(request).toUtf8()))
                        .thenApply(Codec::nodeOutcome));
        server.start();
        RaftStart.requireGapless(division, machine);
        founding.belongsTo(membership.members());
        every(EXPIRY_PERIOD, () -> applied.expire(ticker.nanos()));
        every(PERSIST_PERIOD, adapter::persistWhatIsNew);
        every(REMOVAL_PERIOD, this::leaveIfRemoved);
        timer.schedule(this::returnIfReplaced, 0, TimeUnit.MILLISECONDS);
    }

    private void every(Duration period, Runnable task) {
        Runnable guarded = () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error("a regular task failed; it is tried again in {}", period, e);
            }
        };
        timer.scheduleWithFixedDelay(guarded, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public CompletableFuture<Outcome<Applied>> submit(Command command) {
        return coalescer.add(new Waiting(command, true));
    }

    private void after(long nanos, Runnable work) {
        if (!timer.isShutdown()) {
            timer.schedule(work, nanos, TimeUnit.NANOSECONDS);
        }
    }

    private CompletableFuture<?> send(List<Waiting> batch) {
        return leader.isHere() ? propose(batch) : leader.forward(batch);
    }

    private CompletableFuture<Void> propose(List<Waiting> batch) {
        Proposal proposal = new Proposal(clock.next(batch.size()), batch);
        RaftClientRequest request = RaftClientRequest.newBuilder()
                .setServerId(server.getId())
                .setClientId(client)
                .setGroupId(division.getMemberId().getGroupId())
                .setCallId(CallId.getAndIncrement())
                .setMessage(proposal)
                .setType(RaftClientRequest.writeRequestType())
                .build();
        try {
            log.submitClientRequestAsync(request).whenComplete((reply, failure) -> {
                // When it went well the proposal is settled by now and this changes nothing.
                proposal.failed(failure == null ? String.valueOf(reply.getException()) : Failures.message(failure));
            });
        } catch (IOException e) {
            proposal.failed(Failures.message(e));
        }
        return proposal.settled();
    }

    /** On the leader: commands that another node collected. */
    private CompletableFuture<byte[]> takeBatch(byte[] request) {
        List<Waiting> batch = new ArrayList<>();
        Codec.batch(request).forEach(command -> batch.add(new Waiting(command, false)));
        coalescer.addAll(batch);
        CompletableFuture<?>[] outcomes = batch.stream().map(Waiting::outcome).toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(outcomes)
                .thenApply(ignored -> Codec.outcomes(
                        batch.stream().map(waiting -> waiting.outcome().join()).toList()));
    }

    @Override
    public CompletableFuture<Position> readBarrier() {
        return barriers.join().thenCompose(this::reach).thenApply(ignored -> applied.position());
    }

    private CompletableFuture<Void> reach(long index) {
        return applied.reach(index, ticker.nanos() + config.timeouts().leader().toNanos());
    }

    /** On the leader, for a reader on another node. */
    private CompletableFuture<Long> readIndex(NodeId reader) {
        if (server.getServerRpc() instanceof NodeRpc rpc) {
            rpc.tellCommitted(reader);
        }
        return leaderCheck.readIndex();
    }

    private CompletableFuture<Long> readIndex() {
        return leader.ask(RaftServices.READ_INDEX, new byte[0], Codec::number, leaderCheck::readIndex);
    }

    @Override
    public CompletableFuture<Bytes> askLeader(Bytes question) {
        return insistence.on(
                () -> leader.ask(RaftServices.ASK_LEADER, question.array(), Bytes::wrap, () -> answer(question)));
    }

    private CompletableFuture<Bytes> answer(Bytes question) {
        DivisionInfo info = division.getInfo();
        return info.isLeader() && info.isLeaderReady()
                ? answerer.answer(question)
                : CompletableFuture.failedFuture(new Unavailable(transport.self() + " does not lead"));
    }

    @Override
    public void answer(Answerer newAnswerer) {
        answerer = newAnswerer;
    }

    @Override
    public CompletableFuture<Outcome<List<Member>>> change(MemberChange change) {
        return leader.ask(
                        RaftServices.CHANGE_MEMBERS,
                        Codec.change(change),
                        Codec::memberOutcome,
                        () -> membership.change(change))
                .exceptionally(RatisReplicator::outcomeOf);
    }

    @Override
    public CompletableFuture<Outcome<NodeId>> transferLeadership(NodeId target) {
        return leader.ask(
                        RaftServices.TRANSFER_LEADERSHIP,
                        Bytes.utf8(target.name()).array(),
                        Codec::nodeOutcome,
                        () -> membership.transferLeadership(target))
                .exceptionally(RatisReplicator::outcomeOf);
    }

    private static <T> Outcome<T> outcomeOf(Throwable failure) {
        return Failures.cause(failure) instanceof Unavailable
                ? Outcome.notApplied(Refusal.NO_LEADER, Failures.message(failure))
                : LeaderCalls.outcome(failure);
    }

    @Override
    public Status status() {
        DivisionInfo info = division.getInfo();
        return new Status(
                transport.self(),
                role(info),
                leader.leader(),
                info.getCurrentTerm(),
                applied.position(),
                division.getRaftLog().getLastCommittedIndex(),
                membership.members(),
                sinceLeaderHeard(info));
    }

    private static Role role(DivisionInfo info) {
        return switch (info.getCurrentRole()) {
            case LEADER -> Role.LEADER;
            case CANDIDATE -> Role.CANDIDATE;
            case LISTENER -> Role.LEARNER;
            case FOLLOWER, UNRECOGNIZED -> Role.FOLLOWER;
        };
    }

    private static Duration sinceLeaderHeard(DivisionInfo info) {
        var role = info.getRoleInfoProto();
        return role.hasFollowerInfo()
                ? Duration.ofMillis(role.getFollowerInfo().getLeaderInfo().getLastRpcElapsedTimeMs())
                : Duration.ZERO;
    }

    /** A node whose earlier incarnation is a member takes its place, as soon as the others can agree to it. */
    private void returnIfReplaced() {
        if (!founding.joins() || membership.members().contains(config.self())) {
            return;
        }
        if (!founding.mustReturn()) {
            founding.reconsider();
            timer.schedule(this::returnIfReplaced, RETURN_PERIOD_MILLIS, TimeUnit.MILLISECONDS);
            return;
        }
        founding.askToReturn().whenComplete((outcome, failure) -> {
            if (failure == null && outcome instanceof Outcome.Applied<List<Member>>) {
                LOG.info("{} is a member again, as a new incarnation", transport.self());
            } else {
                LOG.info("{} cannot come back yet: {}", transport.self(), failure == null ? outcome : failure);
                timer.schedule(this::returnIfReplaced, RETURN_PERIOD_MILLIS, TimeUnit.MILLISECONDS);
            }
        });
    }

    /**
     * Nobody tells a member that it was removed: it sees the change begin, and then the leader goes silent. A change that
     * does not go through is taken back within a few elections. A removed leader's part is closed by Ratis.
     */
    private void leaveIfRemoved() {
        boolean excluded = !founding.joins() && membership.excludes(config.self());
        checksExcluded = excluded ? checksExcluded + 1 : 0;
        if (checksExcluded >= CHECKS_EXCLUDED_MAX || !division.getInfo().isAlive()) {
            String what = transport.self() + " was removed from the cluster";
            fatal.accept(what, new IllegalStateException(what + ": its data folder is of no more use"));
        }
    }

    @Override
    public void close() {
        coalescer.close();
        timer.shutdownNow();
        try {
            server.close();
            new LogCheck(disk, config.groupFolder()).afterStop();
        } catch (IOException | RuntimeException e) {
            LOG.warn("the log did not close cleanly: it is scanned at the next start", e);
        }
        serve.close();
        fetch.close();
    }

    private final class Events implements RaftEvents {
        @Override
        public void roleChanged() {
            DivisionInfo info = division.getInfo();
            Role role = info.isLeader() && !info.isLeaderReady() ? Role.CANDIDATE : role(info);
            machine.roleChanged(role, info.getCurrentTerm());
        }

        @Override
        public void membersChanged() {
            founding.belongsTo(membership.members());
        }

        @Override
        public void persisted() {
            // Not by a request for a snapshot: Ratis drops one that would be of what is durable already.
            division.getRaftLog().purge(machine.durable().index());
        }

        @Override
        public void failed(String what, Throwable cause) {
            fatal.accept(what, cause);
        }
    }
}
