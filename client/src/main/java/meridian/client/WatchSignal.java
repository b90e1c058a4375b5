package meridian.client;

import java.util.List;

/** What a {@link Watch} tells. */
public sealed interface WatchSignal {
    /**
     * What happened, in its order: all changes of a revision together, none left out and none twice.
     *
     * @param revision the last one that the changes are of
     */
    record Changes(List<Change> changes, long revision) implements WatchSignal {
        public Changes {
            changes = List.copyOf(changes);
        }
    }

    /**
     * The store has forgotten changes that were not told yet, because it was compacted meanwhile. The watch has ended:
     * read the keys anew, and watch from the revision after the one at which they were read.
     *
     * @param revision the oldest one that can still be watched
     */
    record Compacted(long revision) implements WatchSignal {}
}
