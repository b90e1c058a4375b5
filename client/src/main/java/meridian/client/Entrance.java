package meridian.client;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How threads of this client come to hold what goes by a name. */
interface Entrance {
    Calls calls();

    /** What the thread holds already. Throws {@link SessionLostException} if it lost it and does not know yet. */
    Optional<Holding> heldBy(Thread thread);

    /**
     * Waits for it. Empty if its turn did not come in time; then nothing stays in line.
     *
     * @param owner the thread that may take it again, none if nobody may
     */
    Optional<Holding> enter(@Nullable Thread owner, Deadline deadline) throws InterruptedException;

    /** Takes it if it can be had at once. */
    Optional<Holding> enterNow(@Nullable Thread owner);
}
