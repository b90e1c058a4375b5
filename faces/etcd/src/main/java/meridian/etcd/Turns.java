package meridian.etcd;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs turns of work, never two at a time. Turns run on an event loop; one that finds that it has to block asks for
 * the next one to run where that is allowed. What one turn writes, the next one sees.
 */
final class Turns {
    private final Turn turn;
    private final Executor loop;
    private final Executor blocking;

    /** Signals that no turn has answered yet; whoever makes it positive starts a turn. */
    private final AtomicInteger signals = new AtomicInteger();

    Turns(Turn turn, Executor loop, Executor blocking) {
        this.turn = turn;
        this.loop = loop;
        this.blocking = blocking;
    }

    /** Does what there is to do. */
    interface Turn {
        /** @return whether the next turn has to block, and is due at once */
        boolean take(boolean mayBlock);
    }

    /** There is something to do: a turn will begin after now. */
    void signal() {
        if (signals.getAndIncrement() == 0) {
            loop.execute(this::runOnLoop);
        }
    }

    private void runOnLoop() {
        run(false);
    }

    private void runBlocking() {
        run(true);
    }

    private void run(boolean mayBlock) {
        int answered = signals.get();
        if (turn.take(mayBlock)) {
            // The signals stay: they keep others from starting a turn before this one.
            blocking.execute(this::runBlocking);
        } else if (signals.addAndGet(-answered) != 0) {
            loop.execute(this::runOnLoop);
        }
    }
}
