package meridian.bench;

import java.util.concurrent.CompletableFuture;

/** What a client holds until it lets go. */
@FunctionalInterface
interface Hold {
    /** Lets go. The future ends when the system has confirmed it. */
    CompletableFuture<?> release();
}
