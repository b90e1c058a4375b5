package meridian.raft;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import meridian.base.Bytes;
import meridian.base.HybridClock;
import meridian.base.Invariant;
import meridian.base.NodeId;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftConfigurationProto;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.util.LifeCycle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts our state machine behind Ratis' idea of one. Ratis applies on one thread. */
final class MachineAdapter extends BaseStateMachine {
    private static final Logger LOG = LoggerFactory.getLogger(MachineAdapter.class);

    private final StateMachine machine;
    private final RaftConfig config;
    private final HybridClock clock;
    private final AppliedIndex applied;
    private final SnapshotFetch fetch;
    private final RaftEvents events;
    private final ExecutorService persister = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("raft-persist").factory());
    private final AtomicBoolean persisting = new AtomicBoolean();
    private final AtomicLong bytesUnpersisted = new AtomicLong();
    private volatile @Nullable Path received;

    MachineAdapter(
            StateMachine machine,
            RaftConfig config,
            HybridClock clock,
            AppliedIndex applied,
            SnapshotFetch fetch,
            RaftEvents events) {
        this.machine = machine;
        this.config = config;
        this.clock = clock;
        this.applied = applied;
        this.fetch = fetch;
        this.events = events;
    }

    @Override
    public void initialize(RaftServer server, RaftGroupId group, RaftStorage storage) throws IOException {
        super.initialize(server, group, storage);
        getLifeCycle().startAndTransition(() -> setLastAppliedTermIndex(termIndex(machine.applied())));
    }

    @Override
    public TransactionContext startTransaction(RaftClientRequest request) {
        Invariant.check(request.getMessage() instanceof Proposal, "only proposals enter the log");
        return TransactionContext.newBuilder()
                .setStateMachine(this)
                .setClientRequest(request)
                .setLogData(request.getMessage().getContent())
                .setStateMachineContext(request.getMessage())
                .build();
    }

    @Override
    public TransactionContext preAppendTransaction(TransactionContext transaction) {
        if (transaction.getStateMachineContext() instanceof Proposal proposal) {
            proposal.appended();
        }
        return transaction;
    }

    @Override
    public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
        LogEntryProto logEntry = transaction.getLogEntry();
        Position position = new Position(logEntry.getTerm(), logEntry.getIndex());
        try {
            apply(transaction, logEntry, position);
        } catch (RuntimeException | Error e) {
            events.failed("entry " + position.index() + " could not be applied", e);
            throw e;
        }
        return CompletableFuture.completedFuture(Message.EMPTY);
    }

    private void apply(TransactionContext transaction, LogEntryProto logEntry, Position position) {
        var data = logEntry.getStateMachineLogEntry().getLogData();
        Proposal proposal = transaction.getStateMachineContext() instanceof Proposal ours ? ours : null;
        Entry entry = proposal == null ? Codec.entry(position, data.toByteArray()) : proposal.entry(position);
        clock.observe(entry.timestamp().plus(entry.commands().size()));
        List<Bytes> results = machine.apply(entry);
        updateLastAppliedTermIndex(position.term(), position.index());
        applied.advance(position);
        if (proposal != null) {
            proposal.applied(position, results);
        }
        persistAfter(data.size());
    }

    private void persistAfter(int bytes) {
        boolean due = !config.limits().unpersistedBytes().allows(bytesUnpersisted.addAndGet(bytes));
        if (due && persisting.compareAndSet(false, true)) {
            persister.execute(this::persist);
        }
    }

    /** For a quiet group: its log would otherwise stay as long as it is. */
    void persistWhatIsNew() {
        if (machine.durable().index() < machine.applied().index() && persisting.compareAndSet(false, true)) {
            persister.execute(this::persist);
        }
    }

    /** Goes on while much was applied meanwhile: a load that just ended would otherwise keep its log. */
    private void persist() {
        try {
            do {
                bytesUnpersisted.set(0);
                machine.persist();
                events.persisted();
            } while (!config.limits().unpersistedBytes().allows(bytesUnpersisted.get()));
        } catch (RuntimeException e) {
            events.failed("the state could not be made durable", e);
        } finally {
            persisting.set(false);
        }
    }

    @Override
    public void notifyTermIndexUpdated(long term, long index) {
        super.notifyTermIndexUpdated(term, index);
        Position position = new Position(term, index);
        machine.skip(position);
        applied.advance(position);
    }

    @Override
    public void notifyLeaderChanged(RaftGroupMemberId self, RaftPeerId leader) {
        if (!self.getPeerId().equals(leader)) {
            events.roleChanged();
        }
    }

    @Override
    public void notifyLeaderReady() {
        events.roleChanged();
    }

    @Override
    public void notifyConfigurationChanged(long term, long index, RaftConfigurationProto configuration) {
        events.membersChanged();
    }

    @Override
    public void notifyLogFailed(Throwable cause, LogEntryProto failedEntry) {
        events.failed("the log could not be written", cause);
    }

    @Override
    public CompletableFuture<TermIndex> notifyInstallSnapshotFromLeader(RoleInfoProto role, TermIndex firstAvailable) {
        // To continue right before its first entry, the leader would have to name an entry that it no longer has.
        long first = firstAvailable.getIndex();
        if (first == 0 || first <= applied.position().index()) {
            LOG.info("the leader's log reaches back to {}, no snapshot is needed", first);
            return CompletableFuture.completedFuture(null);
        }
        NodeId leader = Peers.node(RaftPeerId.valueOf(
                role.getFollowerInfo().getLeaderInfo().getId().getId()));
        return fetch.fetch(leader).thenApply(snapshot -> {
            received = snapshot.folder();
            return termIndex(snapshot.position());
        });
    }

    @Override
    public void pause() {
        getLifeCycle().transition(LifeCycle.State.PAUSING);
        getLifeCycle().transition(LifeCycle.State.PAUSED);
    }

    /** Called on the thread that applies, after the snapshot that {@link #fetch} brought was announced. */
    @Override
    public void reinitialize() {
        Path folder = received;
        if (folder != null) {
            received = null;
            machine.install(folder);
        }
        setLastAppliedTermIndex(termIndex(machine.applied()));
        applied.advance(machine.applied());
        getLifeCycle().startAndTransition(() -> {});
    }

    /** Not taken here: what the state machine made durable already is one. */
    @Override
    public long takeSnapshot() {
        return machine.durable().index();
    }

    @Override
    public @Nullable SnapshotInfo getLatestSnapshot() {
        Position durable = machine.durable();
        return durable.index() < 0 ? null : new Durable(termIndex(durable));
    }

    @Override
    public TransactionContext startTransaction(LogEntryProto entry, RaftPeerRole role) {
        return TransactionContext.newBuilder()
                .setStateMachine(this)
                .setLogEntry(entry)
                .setServerRole(role)
                .build();
    }

    @Override
    public void close() {
        persister.shutdown();
    }

    private static TermIndex termIndex(Position position) {
        return TermIndex.valueOf(position.term(), position.index());
    }

    private record Durable(TermIndex position) implements SnapshotInfo {
        @Override
        public TermIndex getTermIndex() {
            return position;
        }

        @Override
        public List<FileInfo> getFiles() {
            return List.of();
        }
    }
}
