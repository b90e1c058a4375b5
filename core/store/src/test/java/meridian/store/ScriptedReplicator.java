package meridian.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import meridian.base.Bytes;
import meridian.base.NodeId;
import meridian.base.Outcome;
import meridian.raft.Command;
import meridian.raft.Member;
import meridian.raft.Position;
import meridian.raft.Replicator;
import meridian.raft.Role;

/** Does nothing by itself: a test looks at what was submitted and decides how it ends. */
final class ScriptedReplicator implements Replicator {
    private static final Position POSITION = new Position(1, 1);

    private final List<Attempt> attempts = new ArrayList<>();
    private CompletableFuture<Position> barrier = CompletableFuture.completedFuture(POSITION);
    private int barriers;

    record Attempt(Command command, CompletableFuture<Outcome<Applied>> outcome) {
        StoreCommand body() {
            return StoreCodec.decode(command.body());
        }

        void answer(Answer<Long> answer) {
            outcome.complete(Outcome.applied(new Applied(POSITION, AnswerCodec.NUMBER.encode(answer))));
        }

        void done(long number) {
            answer(new Answer.Given<>(new Reply.Done<>(number, new Reply.Header(1, 1))));
        }

        void unknown() {
            outcome.complete(Outcome.unknown("the reply was lost"));
        }

        void refuse(Outcome.Refusal refusal) {
            outcome.complete(Outcome.notApplied(refusal, "refused"));
        }
    }

    /** All attempts so far. */
    List<Attempt> attempts() {
        return List.copyOf(attempts);
    }

    Attempt last() {
        return attempts.getLast();
    }

    @Override
    public CompletableFuture<Outcome<Applied>> submit(Command command) {
        Attempt attempt = new Attempt(command, new CompletableFuture<>());
        attempts.add(attempt);
        return attempt.outcome();
    }

    @Override
    public CompletableFuture<Position> readBarrier() {
        barriers++;
        return barrier;
    }

    /** Those who read from now on wait for this. */
    void barrier(CompletableFuture<Position> next) {
        barrier = next;
    }

    /** How often somebody asked the leader what is newest. */
    int barriers() {
        return barriers;
    }

    @Override
    public CompletableFuture<Bytes> askLeader(Bytes question) {
        return CompletableFuture.failedFuture(new Unavailable("nobody is asked in this test"));
    }

    @Override
    public void answer(Answerer answerer) {}

    @Override
    public Status status() {
        NodeId self = new NodeId("n1");
        return new Status(self, Role.LEADER, Optional.of(self), 1, POSITION, 1, List.of(), Duration.ZERO);
    }

    @Override
    public CompletableFuture<Outcome<List<Member>>> change(MemberChange change) {
        return CompletableFuture.completedFuture(Outcome.applied(List.of()));
    }

    @Override
    public CompletableFuture<Outcome<NodeId>> transferLeadership(NodeId target) {
        return CompletableFuture.completedFuture(Outcome.applied(target));
    }

    @Override
    public void close() {}
}
