package meridian.raft;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.io.IOException;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotReplyProto;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.leader.FollowerInfo;
import org.apache.ratis.server.leader.LeaderState;
import org.apache.ratis.server.leader.LogAppenderBase;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.util.Timestamp;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one follower up to the leader's log, with several appends on the way at a time.
 *
 * <p>Sending runs ahead of the replies: the follower's next index grows when an append leaves, its match index when the
 * reply comes. When a reply says that the follower's log differs, or an append is lost, a new <em>run</em> begins: what
 * is still on the way belongs to an old run and only its successes count, and the new run has one append on the way
 * until the first success.
 *
 * <pre>
 *            success                      success
 *   probing ---------> streaming ------------------.
 *      ^                   |                       |
 *      |  inconsistency,   |                       |
 *      '-- lost append ----'<----------------------'
 * </pre>
 */
final class PipelinedAppender extends LogAppenderBase {
    private static final Logger LOG = LoggerFactory.getLogger(PipelinedAppender.class);
    private static final long ERROR_PAUSE_MILLIS_MIN = 10;
    private static final long ERROR_PAUSE_MILLIS_MAX = 500;
    private static final long SNAPSHOT_PAUSE_MILLIS = 100;
    /** So many of the newest entries are surely in the log's cache: reading them does not wait for the disk. */
    private static final long AT_ONCE_MAX = 8;

    private final int appendsInFlightMax;
    private final AtomicLong callIds = new AtomicLong();
    private final Signal signal = new Signal();

    /** Guards the fields below together with the follower's next index. */
    private final ReentrantLock lock = new ReentrantLock();

    private long run;
    private boolean probing = true;
    private int appendsInFlight;
    private boolean commitInFlight;
    private boolean newsPutOff;
    private int errorsInARow;

    /** What the follower has, as far as it said so when it was told to take a snapshot. Of the appender's own thread. */
    private long stateEnd = RaftLog.INVALID_LOG_INDEX;

    PipelinedAppender(
            RaftServer.Division server, LeaderState leaderState, FollowerInfo follower, int appendsInFlightMax) {
        super(server, leaderState, follower);
        this.appendsInFlightMax = appendsInFlightMax;
        getServerRpc().register(this);
    }

    @Override
    public NodeRpc getServerRpc() {
        return (NodeRpc) super.getServerRpc();
    }

    @Override
    public long getCallId() {
        return callIds.get();
    }

    @Override
    public Comparator<Long> getCallIdComparator() {
        return Comparator.naturalOrder();
    }

    @Override
    public boolean hasPendingDataRequests() {
        return locked(() -> appendsInFlight > 0);
    }

    private <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void run() throws InterruptedException, IOException {
        while (isRunning()) {
            TermIndex firstAvailable = shouldSendAppendEntries() ? shouldNotifyToInstallSnapshot() : null;
            if (firstAvailable != null) {
                notifySnapshot(firstAvailable);
            } else {
                sendDue();
            }
            getLeaderState().checkHealth(getFollower());
            pauseAfterErrors();
            signal.await(waitMillis());
        }
    }

    private void sendDue() throws IOException {
        while (isRunning() && mayAppend() && sendEntries()) {}
        if (isRunning() && (getHeartbeatWaitTimeMs() <= 0 || isCommitNews())) {
            sendHeartbeat();
        }
    }

    private boolean mayAppend() {
        return locked(() -> hasAppendEntries() && appendsInFlight < (probing ? 1 : appendsInFlightMax));
    }

    /** Is the follower's log complete, but not its knowledge of what is committed? */
    private boolean isCommitNews() {
        return locked(() -> appendsInFlight == 0
                && !probing
                && !commitInFlight
                && !hasAppendEntries()
                && getRaftLog().getLastCommittedIndex() > getFollower().getCommitIndex());
    }

    private boolean sendEntries() throws IOException {
        lock.lock();
        try {
            AppendEntriesRequestProto request = newAppendEntriesRequest(callIds.getAndIncrement(), false);
            if (request == null || request.getEntriesCount() == 0) {
                return false;
            }
            getFollower()
                    .increaseNextIndex(
                            request.getEntries(request.getEntriesCount() - 1).getIndex() + 1);
            appendsInFlight++;
            // Handed to the transport under the lock: whoever takes the next entries must come behind.
            send(request, run);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void sendHeartbeat() throws IOException {
        lock.lock();
        try {
            AppendEntriesRequestProto request = newAppendEntriesRequest(callIds.getAndIncrement(), true);
            commitInFlight = true;
            resetHeartbeatTrigger();
            send(request, run);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ratis takes a follower that came as a learner for new as long as this leader leads, and who is told that it is new
     * neither votes nor stands for election. But it has a vote once it was promoted.
     */
    private AppendEntriesRequestProto settled(AppendEntriesRequestProto request) {
        boolean hasVote = getServer().getRaftConf().getPeer(getFollowerId()) != null;
        return request.getInitializing() && hasVote
                ? request.toBuilder().setInitializing(false).build()
                : request;
    }

    private void send(AppendEntriesRequestProto request, long sentInRun) {
        boolean heartbeat = request.getEntriesCount() == 0;
        Timestamp sent = Timestamp.currentTime();
        getFollower().updateLastRpcSendTime(heartbeat);
        getServerRpc().append(settled(request)).whenComplete((reply, failure) -> {
            arrived(heartbeat, sentInRun);
            if (failure != null) {
                lost(request, sentInRun, failure);
            } else {
                getFollower().updateLastRespondedAppendEntriesSendTime(sent);
                getFollower().updateLastRpcResponseTime();
                handle(request, reply, sentInRun);
            }
            goOn();
        });
    }

    /** After a reply: there may be room for more. The next heartbeat needs no signal. */
    private void goOn() {
        if (mayAppend() || isCommitNews()) {
            notifyLogAppender();
        }
    }

    private void arrived(boolean heartbeat, long sentInRun) {
        lock.lock();
        try {
            if (heartbeat) {
                commitInFlight = false;
            } else if (sentInRun == run) {
                appendsInFlight--;
            }
        } finally {
            lock.unlock();
        }
    }

    private void lost(AppendEntriesRequestProto request, long sentInRun, Throwable failure) {
        lock.lock();
        try {
            errorsInARow++;
            if (errorsInARow == 1) {
                LOG.info("an append to {} was lost: {}", getFollowerId(), failure.getMessage());
            }
            if (request.getEntriesCount() > 0 && sentInRun == run) {
                // A new leader knows no match yet: then try this one again, and let the follower say if it lacks more.
                long match = getFollower().getMatchIndex();
                startRun(match >= 0 ? match + 1 : request.getEntries(0).getIndex());
            }
        } finally {
            lock.unlock();
        }
    }

    private void startRun(long nextIndex) {
        run++;
        probing = true;
        appendsInFlight = 0;
        getFollower().setNextIndex(nextIndex);
    }

    private void handle(AppendEntriesRequestProto request, AppendEntriesReplyProto reply, long sentInRun) {
        try {
            switch (reply.getResult()) {
                case SUCCESS -> succeeded(reply, sentInRun);
                case NOT_LEADER -> onFollowerTerm(reply.getTerm());
                case INCONSISTENCY -> inconsistent(request, reply, sentInRun);
                case UNRECOGNIZED ->
                    LOG.warn("{} answered an append with an unknown result: is it newer than us?", getFollowerId());
            }
            getLeaderState().onAppendEntriesReply(this, reply);
        } catch (RuntimeException e) {
            LOG.error("could not handle the append reply of {}", getFollowerId(), e);
        }
    }

    private void succeeded(AppendEntriesReplyProto reply, long sentInRun) {
        lock.lock();
        try {
            errorsInARow = 0;
            if (sentInRun == run && !reply.getIsHearbeat()) {
                probing = false;
            }
        } finally {
            lock.unlock();
        }
        getLeaderState().onFollowerCommitIndex(getFollower(), reply.getFollowerCommit());
        if (getFollower().updateMatchIndex(reply.getMatchIndex())) {
            getFollower().updateNextIndex(reply.getMatchIndex() + 1);
            getLeaderState().onFollowerSuccessAppendEntries(getFollower());
        }
    }

    private void inconsistent(AppendEntriesRequestProto request, AppendEntriesReplyProto reply, long sentInRun) {
        lock.lock();
        try {
            errorsInARow = 0;
            if (sentInRun == run) {
                long first = request.getEntriesCount() == 0
                        ? -1
                        : request.getEntries(0).getIndex();
                startRun(getNextIndexForInconsistency(first, reply.getNextIndex()));
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ratis would tell a follower whose state ends right before our log to take a snapshot, which it answers by saying that
     * it has it, for ever: we cannot name the entry before. Having said so, it needs none named.
     */
    @Override
    public boolean shouldInstallSnapshot(boolean hasSnapshot) {
        return !continuesBehindItsState() && super.shouldInstallSnapshot(hasSnapshot);
    }

    private boolean continuesBehindItsState() {
        long next = getFollower().getNextIndex();
        long start = getRaftLog().getStartIndex();
        return stateEnd != RaftLog.INVALID_LOG_INDEX
                && next == stateEnd + 1
                && start != RaftLog.INVALID_LOG_INDEX
                && next >= start;
    }

    private void notifySnapshot(TermIndex firstAvailable) throws InterruptedException {
        InstallSnapshotReplyProto reply = null;
        try {
            getFollower().updateLastRpcSendTime(false);
            reply = getServerRpc().installSnapshot(newInstallSnapshotNotificationRequest(firstAvailable));
        } catch (IOException e) {
            LOG.info("{} could not be told to take a snapshot: {}", getFollowerId(), e.getMessage());
        }
        if (reply != null) {
            getFollower().updateLastRpcResponseTime();
            handle(reply, firstAvailable.getIndex());
        }
        MILLISECONDS.sleep(SNAPSHOT_PAUSE_MILLIS);
    }

    private void handle(InstallSnapshotReplyProto reply, long firstAvailable) {
        switch (reply.getResult()) {
            case SNAPSHOT_INSTALLED, ALREADY_INSTALLED -> continueBehind(reply.getSnapshotIndex());
            case SNAPSHOT_UNAVAILABLE -> noSnapshotNeeded(firstAvailable);
            case SUCCESS -> getFollower().setAttemptedToInstallSnapshot();
            case NOT_LEADER -> onFollowerTerm(reply.getTerm());
            case IN_PROGRESS, SNAPSHOT_EXPIRED -> {}
            case CONF_MISMATCH, UNRECOGNIZED ->
                LOG.warn("{} cannot take a snapshot: {}", getFollowerId(), reply.getResult());
        }
    }

    /** We had looked too far back: the follower has applied the first entry of our log (MachineAdapter). */
    private void noSnapshotNeeded(long firstAvailable) {
        if (firstAvailable > 0) {
            continueBehind(firstAvailable);
        } else {
            getFollower().setAttemptedToInstallSnapshot();
        }
    }

    private void continueBehind(long index) {
        LOG.info("{} has the state up to index {}", getFollowerId(), index);
        stateEnd = index;
        lock.lock();
        try {
            getFollower().setSnapshotIndex(index);
            getFollower().setAttemptedToInstallSnapshot();
            run++;
            probing = true;
            appendsInFlight = 0;
            getFollower().updateNextIndex(index + 1);
        } finally {
            lock.unlock();
        }
        getLeaderState().onFollowerCommitIndex(getFollower(), index);
    }

    private void pauseAfterErrors() throws InterruptedException {
        int errors;
        lock.lock();
        try {
            errors = errorsInARow;
        } finally {
            lock.unlock();
        }
        if (errors > 0) {
            long pause = ERROR_PAUSE_MILLIS_MIN << Math.min(errors - 1, 10);
            MILLISECONDS.sleep(Math.min(pause, ERROR_PAUSE_MILLIS_MAX));
        }
    }

    /** Entries that could not be read just now are tried again soon; everything else signals or is the next heartbeat. */
    private long waitMillis() {
        return mayAppend() ? 1 : Math.max(1, getHeartbeatWaitTimeMs());
    }

    /**
     * There is something to send. To a follower that keeps up it goes at once on the thread that brings it, which saves a
     * wake-up on the way of every entry; anything else is left to this appender's own thread.
     */
    @Override
    public void notifyLogAppender() {
        if (!sendsAtOnce()) {
            signal.raise();
        }
    }

    private boolean sendsAtOnce() {
        if (!lock.tryLock()) {
            return false;
        }
        try {
            boolean keepsUp =
                    !probing && getRaftLog().getNextIndex() - getFollower().getNextIndex() <= AT_ONCE_MAX;
            if (!keepsUp || !isRunning()) {
                return false;
            }
            if (mayAppend()) {
                return sendEntries() && !hasAppendEntries();
            }
            putOffNews();
            return true;
        } catch (IOException | RuntimeException e) {
            LOG.debug("{} could not be sent entries at once", getFollowerId(), e);
            return false;
        } finally {
            lock.unlock();
        }
    }

    /**
     * What is committed travels with the next entries. When none come soon it goes alone: telling each follower after each
     * entry would cost as many messages and wake-ups again as the entry itself.
     */
    private void putOffNews() {
        if (isCommitNews() && !newsPutOff) {
            newsPutOff = true;
            getServerRpc().afterNewsDelay(this::tellCommitted);
        }
    }

    /** Tells the follower what is committed, if it does not know. */
    void tellCommitted() {
        lock.lock();
        try {
            newsPutOff = false;
            if (isRunning() && isCommitNews()) {
                sendHeartbeat();
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("{} could not be told what is committed", getFollowerId(), e);
        } finally {
            lock.unlock();
        }
    }
}
