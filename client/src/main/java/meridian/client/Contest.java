package meridian.client;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** How a session comes to hold what goes by a name, and how it gives it up. */
interface Contest {
    /**
     * Waits for its turn. Throws {@link MeridianException} if it does not come in time.
     *
     * @param deadline that it may be told after
     */
    Place enter(Session session, Deadline deadline) throws InterruptedException;

    /** Takes it if nobody has it. */
    Optional<Place> enterNow(Session session);

    /** Whatever there may be of the session is removed, after it gave up waiting. */
    CompletableFuture<?> leave(Session session);

    /** True if it was held until now. */
    PendingCall<?, ?, Boolean> release(Place place);
}
