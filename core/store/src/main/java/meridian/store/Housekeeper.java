package meridian.store;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import meridian.base.Clock;
import meridian.base.NodeId;
import meridian.base.Timestamp;
import meridian.raft.Replicator;
import meridian.raft.Role;

/**
 * What the leader does for all from time to time: it sets the group's quota to its own, and forgets old history. A
 * revision is a time, so "older than an hour" needs no notes about when which revision was.
 */
final class Housekeeper implements AutoCloseable {
    private static final Duration TICK = Duration.ofSeconds(1);

    /** History is forgotten in steps of this part of the retention, because each compaction is work for all nodes. */
    private static final int STEPS_PER_RETENTION = 10;

    private final StoreMachine machine;
    private final Replicator replicator;
    private final Submitter submitter;
    private final StoreConfig config;
    private final Clock clock;
    private final Threads threads;
    private CompletableFuture<?> proposal = CompletableFuture.completedFuture(null);
    private volatile boolean closed;

    Housekeeper(
            StoreMachine machine,
            Replicator replicator,
            Submitter submitter,
            StoreConfig config,
            Clock clock,
            Threads threads) {
        this.machine = machine;
        this.replicator = replicator;
        this.submitter = submitter;
        this.config = config;
        this.clock = clock;
        this.threads = threads;
    }

    void start() {
        threads.later(TICK, this::look);
    }

    private void look() {
        if (closed) {
            return;
        }
        threads.later(TICK, this::look);
        Replicator.Status status = replicator.status();
        if (status.role() == Role.LEADER && proposal.isDone()) {
            try (View view = machine.view()) {
                keep(view, status.self());
            }
        }
    }

    private void keep(View view, NodeId self) {
        long target = compactionTarget(view.revision(), view.compactedRevision());
        if (view.quota() != config.quotaBytes()) {
            propose(new StoreCommand.SetQuota(self, config.quotaBytes()));
        } else if (target > view.compactedRevision()) {
            propose(new StoreCommand.Compact(target));
        }
    }

    /** The revision to compact to; no more than what is compacted already when there is nothing to do yet. */
    private long compactionTarget(long revision, long compacted) {
        Duration retention = config.compactionRetention();
        if (retention.isZero()) {
            return 0;
        }
        long oldest = revisionAt(clock.unixMillis() - retention.toMillis());
        boolean isWorthIt = oldest - compacted >= revisionAt(retention.toMillis() / STEPS_PER_RETENTION);
        return isWorthIt ? Math.min(revision, oldest) : 0;
    }

    private static long revisionAt(long unixMillis) {
        return Timestamp.of(Math.max(0, unixMillis), 0).bits();
    }

    private void propose(StoreCommand command) {
        proposal = submitter.submit(StoreCodec.encode(command), AnswerCodec.NUMBER);
    }

    @Override
    public void close() {
        closed = true;
    }
}
