package meridian.client;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is among the threads of this client that want the same name through the same session. A session stands in
 * a line once, so they have to stand in a line of their own before.
 */
final class Turn {
    private final Semaphore free = new Semaphore(1, true);

    /** Of threads that have not yet noticed: they did not give it back. */
    private final Set<Holding> lost = new HashSet<>();

    private @Nullable Holding holding;

    /** What the thread already holds. Throws if it has lost it. */
    synchronized Optional<Holding> heldBy(Thread thread) {
        for (Holding gone : lost) {
            if (gone.isOwnedBy(thread)) {
                throw gone.loss();
            }
        }
        return Optional.ofNullable(holding).filter(it -> it.isOwnedBy(thread));
    }

    /** False if it did not come in time. */
    boolean await(Deadline deadline) throws InterruptedException {
        return free.tryAcquire(Math.max(0, deadline.remainingNanos()), TimeUnit.NANOSECONDS);
    }

    boolean takeNow() {
        return free.tryAcquire();
    }

    int waiting() {
        return free.getQueueLength();
    }

    synchronized void taken(Holding by) {
        holding = by;
    }

    /** The thread that had it must not find it any more, though it may still be on its way back. */
    synchronized void givenBack() {
        holding = null;
    }

    /** The next one's turn. */
    synchronized void pass() {
        holding = null;
        free.release();
    }

    synchronized void passLost(Holding gone) {
        lost.add(gone);
        pass();
    }

    synchronized void noticed(Holding gone) {
        lost.remove(gone);
    }
}
