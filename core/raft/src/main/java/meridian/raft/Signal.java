package meridian.raft;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Wakes one waiting thread. A signal raised while nobody waits is kept for the next wait. */
final class Signal {
    private volatile boolean raised;
    private volatile @Nullable Thread waiting;

    void raise() {
        raised = true;
        LockSupport.unpark(waiting);
    }

    /** Returns when the signal was raised since the last return, or after the time. */
    void await(long millis) throws InterruptedException {
        waiting = Thread.currentThread();
        if (!raised) {
            LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(millis));
        }
        raised = false;
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }
}
