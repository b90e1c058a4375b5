package meridian.bench;

import java.util.concurrent.CompletableFuture;

/** One client with a session of its own, which can hold things that only one may hold: a lock, or the lead. */
@FunctionalInterface
interface LockClient {
    /** Stands in line for what has this name. The future ends when the client is told that it holds it. */
    CompletableFuture<Hold> acquire(String name);
}
