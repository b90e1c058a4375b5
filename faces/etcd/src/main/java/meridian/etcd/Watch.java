package meridian.etcd;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import meridian.store.Store;
import meridian.store.WatchQuery;
import meridian.store.Watcher;

/** One watch of a stream. Belongs to the stream's turns, except for {@link #queued}. */
final class Watch {
    final long id;
    final boolean wantsProgress;
    final boolean wantsFragments;
    final Watcher watcher;

    /** Is it in the stream's queue of watches that may have something? Set by whoever puts it there. */
    final AtomicBoolean queued = new AtomicBoolean();

    /** Nothing was sent since progress was last told. */
    boolean quiet;

    /** The client is to be told how far the watch is once it has nothing more. */
    boolean owesProgress;

    /** Everything up to here was looked at. */
    long seen;

    /** @param ready called from any thread, possibly before the constructor returns */
    Watch(
            long id,
            boolean wantsProgress,
            boolean wantsFragments,
            Store store,
            WatchQuery query,
            Consumer<Watch> ready) {
        this.id = id;
        this.wantsProgress = wantsProgress;
        this.wantsFragments = wantsFragments;
        this.watcher = store.watch(query, _ -> ready.accept(this));
        this.seen = watcher.createdRevision();
    }
}
