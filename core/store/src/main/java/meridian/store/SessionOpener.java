package meridian.store;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjLongConsumer;
import meridian.base.Bytes;
import meridian.base.Outcome;
import meridian.base.Randomness;
import meridian.raft.Command;
import meridian.raft.Replicator;
import meridian.raft.Replicator.Applied;
import org.jspecify.annotations.Nullable;

/**
 * Has a session ready for whoever needs one. It is opened through the log when the first write comes, and again when
 * the state machine does not know it any more. All attempts to open one carry the same nonce, so that it does not
 * matter how many of them get through.
 */
final class SessionOpener implements AutoCloseable {
    private final Replicator replicator;
    private final Threads threads;
    private final Backoff backoff;
    private final Randomness randomness;
    private final ObjLongConsumer<Submission<?>> onward;
    private final List<Submission<?>> waiting = new ArrayList<>();
    private volatile long session = Command.NO_SESSION;
    private boolean opening;
    private boolean closed;

    /** @param onward takes submissions together with the session they are to use */
    SessionOpener(
            Replicator replicator,
            Threads threads,
            Backoff backoff,
            Randomness randomness,
            ObjLongConsumer<Submission<?>> onward) {
        this.replicator = replicator;
        this.threads = threads;
        this.backoff = backoff;
        this.randomness = randomness;
        this.onward = onward;
    }

    /** Hands the submission on with the session, as soon as there is one. */
    void use(Submission<?> submission) {
        long current = session;
        if (current == Command.NO_SESSION) {
            current = join(submission);
        }
        if (current != Command.NO_SESSION) {
            onward.accept(submission, current);
        }
    }

    /** The session, or none when the submission waits for it now. */
    private long join(Submission<?> submission) {
        boolean open;
        synchronized (this) {
            if (session != Command.NO_SESSION || closed) {
                return session;
            }
            waiting.add(submission);
            open = !opening;
            opening = true;
        }
        if (open) {
            open(StoreCodec.encode(new StoreCommand.OpenSession(randomness.nextLong())), 1);
        }
        return Command.NO_SESSION;
    }

    private void open(Bytes body, int attempts) {
        replicator.submit(Command.sessionless(body)).whenComplete((outcome, _) -> {
            long opened = opened(outcome);
            if (opened == Command.NO_SESSION) {
                openAgain(body, attempts);
            } else {
                publish(opened).forEach(submission -> onward.accept(submission, opened));
            }
        });
    }

    private static long opened(@Nullable Outcome<Applied> outcome) {
        if (outcome instanceof Outcome.Applied<Applied>(Applied applied)
                && AnswerCodec.NUMBER.decode(applied.result())
                        instanceof Answer.Given<Long>(Reply.Done<Long>(Long id, Reply.Header _))) {
            return id;
        }
        return Command.NO_SESSION;
    }

    private void openAgain(Bytes body, int attempts) {
        synchronized (this) {
            waiting.removeIf(Submission::isDone);
            if (waiting.isEmpty()) {
                opening = false;
                return;
            }
        }
        threads.later(backoff.pause(attempts), () -> open(body, attempts + 1));
    }

    private synchronized List<Submission<?>> publish(long opened) {
        session = opened;
        opening = false;
        List<Submission<?>> ready = List.copyOf(waiting);
        waiting.clear();
        return ready;
    }

    /** The state machine does not know this session: the next who comes opens another one. */
    synchronized void expired(long old) {
        if (session == old) {
            session = Command.NO_SESSION;
        }
    }

    /** Tells the state machine, if it can be reached, that it need not keep anything for this node any more. */
    @Override
    public void close() {
        long last;
        synchronized (this) {
            closed = true;
            waiting.clear();
            last = session;
            session = Command.NO_SESSION;
        }
        if (last != Command.NO_SESSION) {
            replicator.submit(Command.sessionless(StoreCodec.encode(new StoreCommand.CloseSession(last))));
        }
    }
}
