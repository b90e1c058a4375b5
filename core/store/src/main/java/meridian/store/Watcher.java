package meridian.store;

import java.util.List;
import java.util.Optional;

/**
 * Follows the changes of a range: in order of revision, each once, without gaps, all changes of a revision together.
 *
 * <p>The owner pulls at its own pace, so a slow one costs a bounded amount of memory: what it has not taken is read
 * again from the store's history when it comes back. It is told when there is something to pull.
 */
public interface Watcher extends AutoCloseable {
    /**
     * Takes what is there, up to about {@code maxBytes} of keys and values, but always whole revisions. An empty batch
     * means that nothing is there now: the listener will be called when that changes. Must not be called by two threads
     * at once; may read the disk, so never on an event loop unless {@link #isReadyInMemory()}.
     */
    Batch poll(int maxBytes);

    /** Would {@link #poll} answer without reading the disk? */
    boolean isReadyInMemory();

    /** The revision the watcher was created at: its events are newer unless it asked for older ones. */
    long createdRevision();

    /** Why the watcher gives nothing more; empty while it lives. */
    Optional<StoreError> ending();

    @Override
    void close();

    /**
     * @param revision everything up to here was looked at: a watch that resumes behind it misses nothing
     */
    record Batch(List<WatchEvent> events, long revision) {}

    /**
     * Called when a watcher that gave an empty batch, or was never polled, has something, or has ended. May be called
     * once more than needed. Must not block.
     */
    @FunctionalInterface
    interface Listener {
        void ready(Watcher watcher);
    }
}
