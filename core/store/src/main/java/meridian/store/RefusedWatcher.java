package meridian.store;

import java.util.List;
import java.util.Optional;

/** A watcher that never began. */
record RefusedWatcher(StoreError reason, long createdRevision) implements Watcher {
    @Override
    public Batch poll(int maxBytes) {
        return new Batch(List.of(), createdRevision);
    }

    @Override
    public boolean isReadyInMemory() {
        return true;
    }

    @Override
    public Optional<StoreError> ending() {
        return Optional.of(reason);
    }

    @Override
    public void close() {
        // There is nothing to give back.
    }
}
