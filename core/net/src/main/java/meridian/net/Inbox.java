package meridian.net;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Hands what any thread wants sent over to the link's event loop. However much arrives, only one turn of the link waits
 * in the loop, so that everything that came meanwhile leaves in one write.
 */
final class Inbox {
    private final Queue<Outgoing> arrivals = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean turnWaits = new AtomicBoolean();
    private final Executor loop;
    private final Runnable turn;
    private final Consumer<Outgoing> whenStopped;

    /** @param whenStopped takes what cannot be handed over because the loop has ended; runs on any thread */
    Inbox(Executor loop, Runnable turn, Consumer<Outgoing> whenStopped) {
        this.loop = loop;
        this.turn = turn;
        this.whenStopped = whenStopped;
    }

    void add(Outgoing outgoing) {
        arrivals.add(outgoing);
        wake();
    }

    /** Makes sure that a turn comes. */
    void wake() {
        if (turnWaits.get() || !turnWaits.compareAndSet(false, true)) {
            return;
        }
        try {
            loop.execute(turn);
        } catch (RejectedExecutionException e) {
            drain(whenStopped);
        }
    }

    /** The first thing in a turn: what arrives from now on asks for the next one. */
    void drain(Consumer<Outgoing> taker) {
        turnWaits.set(false);
        for (Outgoing next = arrivals.poll(); next != null; next = arrivals.poll()) {
            taker.accept(next);
        }
    }
}
