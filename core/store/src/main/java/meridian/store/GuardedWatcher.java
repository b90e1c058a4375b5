package meridian.store;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A watcher for a caller who may lose the right to it. Each time, it takes what there is and then asks whether the
 * caller still may, in a state that is at least as new as what it took: so nothing that happened after the right was
 * lost is ever given away.
 */
final class GuardedWatcher implements Watcher {
    private final Watcher watcher;
    private final Supplier<Optional<StoreError>> gate;
    private volatile @Nullable StoreError refusal;

    GuardedWatcher(Watcher watcher, Supplier<Optional<StoreError>> gate) {
        this.watcher = watcher;
        this.gate = gate;
    }

    @Override
    public Batch poll(int maxBytes) {
        if (refusal != null) {
            return new Batch(List.of(), createdRevision());
        }
        Batch batch = watcher.poll(maxBytes);
        Optional<StoreError> refused = gate.get();
        if (refused.isEmpty()) {
            return batch;
        }
        refusal = refused.get();
        watcher.close();
        return new Batch(List.of(), createdRevision());
    }

    @Override
    public boolean isReadyInMemory() {
        return refusal != null || watcher.isReadyInMemory();
    }

    @Override
    public long createdRevision() {
        return watcher.createdRevision();
    }

    @Override
    public Optional<StoreError> ending() {
        return refusal != null ? Optional.ofNullable(refusal) : watcher.ending();
    }

    @Override
    public void close() {
        watcher.close();
    }
}
