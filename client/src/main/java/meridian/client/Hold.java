package meridian.client;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Something that is held, until it is closed: a lock, permits of a semaphore, a leadership. It ends with its session at
 * the latest. Any thread may close it.
 */
public abstract sealed class Hold implements AutoCloseable permits LockHold, PermitHold, Leadership {
    private final Holding holding;
    private final AtomicBoolean closed = new AtomicBoolean();

    Hold(Holding holding) {
        this.holding = holding;
    }

    /** The key that the holding consists of. It is there as long as the holding lasts. */
    public final Bytes key() {
        return holding.place().key();
    }

    /** The number of this holding. */
    public final Fence fence() {
        return holding.place().fence();
    }

    /** The session that it ends with. */
    public final Session session() {
        return holding.place().session();
    }

    /**
     * Is it held, as far as this process can know? False once it was given back, and once the session's lease may have
     * ended. True may be wrong by the time it is looked at: what must not happen without it should demand the fence, as
     * {@link Transaction#ifHeld} does.
     */
    public final boolean isHeld() {
        return !closed.get() && holding.isHeld();
    }

    /**
     * Calls the listener, on a thread of its own, when it is lost instead of given back: when its session is, or when
     * somebody removes its key. At once if that has happened already.
     */
    public final void onLost(Consumer<SessionLostException> listener) {
        holding.onLost(listener);
    }

    /**
     * Gives it back. True if it was held until now, for sure. False if it was lost before, if it was closed before, or if
     * nobody knows; in the last case it ends when its session does, and a lock's client goes on trying until then.
     */
    public final boolean release() {
        if (!closed.compareAndSet(false, true)) {
            return false;
        }
        closing();
        return holding.giveBack();
    }

    /** As {@link #release}. */
    @Override
    public final void close() {
        release();
    }

    /** Called once, before it is given back. */
    void closing() {
        // Most have nobody to tell.
    }

    final Holding holding() {
        return holding;
    }

    @Override
    public final String toString() {
        return getClass().getSimpleName() + "[" + key() + ", fence " + fence().number() + "]";
    }
}
