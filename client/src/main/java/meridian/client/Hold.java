package meridian.client;

import java.util.function.Consumer;

/** Something that is held: a lock, or a leadership. It ends with its session at the latest. */
public sealed interface Hold extends AutoCloseable permits LockHold, Leadership {
    /** The key that the holding consists of. It is there as long as the holding lasts. */
    Bytes key();

    /** The number of this holding. */
    Fence fence();

    /** The session that it ends with. */
    Session session();

    /**
     * Is it held, as far as this process can know? False once it was given back, and once the session's lease may have
     * ended. True may be wrong by the time it is looked at: what must not happen without it should demand the fence, as
     * {@link Transaction#ifHeld} does.
     */
    boolean isHeld();

    /** Calls the listener, on a thread of its own, if it is lost instead of given back. */
    void onLost(Consumer<SessionLostException> listener);

    /** Gives it back, if it is still held. */
    @Override
    void close();
}
