package meridian.store;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import meridian.base.Bytes;
import meridian.base.NodeId;
import meridian.base.Outcome;
import meridian.raft.Command;
import meridian.raft.Member;
import meridian.raft.Position;
import meridian.raft.Replicator;
import meridian.raft.Role;

/** A replicator with a mistake in it that the simulation must find: it tests the test. */
final class FaultyReplicator implements Replicator {
    /** Far from all numbers that a store gives. */
    private static final long OTHER_NUMBERS = 1L << 40;

    private final Replicator actual;
    private final Mistake mistake;

    FaultyReplicator(Replicator actual, Mistake mistake) {
        this.actual = actual;
        this.mistake = mistake;
    }

    /** Mistakes that others made before us. */
    enum Mistake implements UnaryOperator<Replicator> {
        /** A write of unknown outcome is tried again as if it were another one. */
        RETRY_WITH_A_NEW_NUMBER,
        /** A leader answers reads without asking whether it still leads. */
        READ_WITHOUT_CONFIRMING_THE_LEADER;

        @Override
        public Replicator apply(Replicator actual) {
            return new FaultyReplicator(actual, this);
        }
    }

    @Override
    public CompletableFuture<Outcome<Applied>> submit(Command command) {
        CompletableFuture<Outcome<Applied>> first = actual.submit(command);
        if (mistake != Mistake.RETRY_WITH_A_NEW_NUMBER || command.session() == Command.NO_SESSION) {
            return first;
        }
        return first.thenCompose(outcome -> outcome instanceof Outcome.Unknown<Applied>
                ? actual.submit(new Command(
                        command.session(), OTHER_NUMBERS + command.number(), command.settledBelow(), command.body()))
                : CompletableFuture.completedFuture(outcome));
    }

    @Override
    public CompletableFuture<Position> readBarrier() {
        return mistake == Mistake.READ_WITHOUT_CONFIRMING_THE_LEADER
                        && actual.status().role() == Role.LEADER
                ? CompletableFuture.completedFuture(actual.status().applied())
                : actual.readBarrier();
    }

    @Override
    public CompletableFuture<Bytes> askLeader(Bytes question) {
        return actual.askLeader(question);
    }

    @Override
    public void answer(Answerer answerer) {
        actual.answer(answerer);
    }

    @Override
    public Status status() {
        return actual.status();
    }

    @Override
    public CompletableFuture<Outcome<List<Member>>> change(MemberChange change) {
        return actual.change(change);
    }

    @Override
    public CompletableFuture<Outcome<NodeId>> transferLeadership(NodeId target) {
        return actual.transferLeadership(target);
    }

    @Override
    public void close() {
        actual.close();
    }
}
