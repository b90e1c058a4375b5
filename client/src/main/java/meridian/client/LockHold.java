package meridian.client;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A lock that is held, from {@code lock()} until it is closed. Each call of {@code lock()} has a hold of its own; those of
 * one thread that took the lock again have the same fence, and the lock is given back when all of them are closed.
 *
 * <p>May be closed by any thread.
 */
public final class LockHold implements Hold {
    private final Holding holding;
    private final Consumer<LockHold> gone;
    private final AtomicBoolean closed = new AtomicBoolean();

    LockHold(Holding holding) {
        this(holding, hold -> {});
    }

    /** @param gone called when it is closed */
    LockHold(Holding holding, Consumer<LockHold> gone) {
        this.holding = holding;
        this.gone = gone;
    }

    @Override
    public Bytes key() {
        return holding.place().key();
    }

    @Override
    public Fence fence() {
        return holding.place().fence();
    }

    @Override
    public Session session() {
        return holding.place().session();
    }

    @Override
    public boolean isHeld() {
        return !closed.get() && holding.isHeld();
    }

    /**
     * Calls the listener, on a thread of its own, when the lock is lost: when the session is, or when somebody removes the
     * key. At once if that has happened already; not when the lock is given back.
     */
    @Override
    public void onLost(Consumer<SessionLostException> listener) {
        holding.onLost(listener);
    }

    /**
     * Gives it back. True if it was held until now, for sure. False if it was lost before, if it was closed before, or if
     * nobody knows; in the last case the client goes on trying to give it back as long as the session lives.
     */
    public boolean release() {
        if (!closed.compareAndSet(false, true)) {
            return false;
        }
        gone.accept(this);
        return holding.giveBack();
    }

    @Override
    public void close() {
        release();
    }

    @Override
    public String toString() {
        return "LockHold[" + key() + ", fence " + fence().number() + "]";
    }
}
