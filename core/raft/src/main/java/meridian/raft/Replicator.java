package meridian.raft;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import meridian.base.Bytes;
import meridian.base.NodeId;
import meridian.base.Outcome;

/**
 * A group of nodes that agree on one log of commands, seen from one of them. It does not matter which: a node that
 * does not lead passes commands and questions on to the one that does.
 *
 * <p>Futures complete on the replicator's own threads: what hangs on them must not block.
 */
public interface Replicator extends AutoCloseable {
    /**
     * Tries once to have a command applied. Applied means: on a majority's disks and in the leader's state. Commands
     * that wait at the same moment travel in one log entry.
     */
    CompletableFuture<Outcome<Applied>> submit(Command command);

    /**
     * Completes when this node's state machine has applied everything that was applied anywhere before the call, so
     * that a read of it afterwards is linearizable. All callers that wait at the same moment share one round. Fails
     * with {@link Unavailable} when no leader can be reached in time.
     */
    CompletableFuture<Position> readBarrier();

    /**
     * Puts a question to the leader's {@linkplain #answer answerer}, on whichever node that is. Fails with
     * {@link Unavailable}.
     */
    CompletableFuture<Bytes> askLeader(Bytes question);

    /** Sets what answers the questions of {@link #askLeader} while this node leads. It must not block. */
    void answer(Answerer answerer);

    Status status();

    /** Adds, removes or promotes one member. One change at a time; completes when the change is committed. */
    CompletableFuture<Outcome<List<Member>>> change(MemberChange change);

    CompletableFuture<Outcome<NodeId>> transferLeadership(NodeId target);

    @Override
    void close();

    /** A command's result and the position of the entry it travelled in. */
    record Applied(Position position, Bytes result) {}

    @FunctionalInterface
    interface Answerer {
        CompletableFuture<Bytes> answer(Bytes question);
    }

    /** One change of who belongs to the group. */
    sealed interface MemberChange {
        record Add(Member member) implements MemberChange {}

        record Remove(NodeId node) implements MemberChange {}

        /** Gives a learner a vote. */
        record Promote(NodeId node) implements MemberChange {}

        /** Replaces a node that came back without its data by its new incarnation. */
        record Replace(Member member) implements MemberChange {}
    }

    /** A look at the group from this node. {@code leader} is empty while nobody is known to lead. */
    record Status(
            NodeId self,
            Role role,
            Optional<NodeId> leader,
            long term,
            Position applied,
            long committed,
            List<Member> members,
            Duration sinceLeaderHeard) {}

    /** No leader could be reached in time. Nothing was changed by asking. */
    final class Unavailable extends RuntimeException {
        public Unavailable(String message) {
            super(message);
        }
    }
}
