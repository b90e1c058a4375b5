package meridian.etcd;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import meridian.base.Bytes;
import meridian.store.KeyValue;
import meridian.store.StoreError;
import meridian.store.WatchEvent;
import meridian.store.Watcher;

/** Always has one more event. Says how many were taken, and on which threads. */
final class EndlessWatcher implements Watcher {
    static final int EVENT_BYTES = 16 << 10;

    private final boolean inMemory;
    private final AtomicLong polls = new AtomicLong();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile String thread = "";

    EndlessWatcher(boolean inMemory) {
        this.inMemory = inMemory;
    }

    long polls() {
        return polls.get();
    }

    String thread() {
        return thread;
    }

    boolean isClosed() {
        return closed.get();
    }

    @Override
    public Batch poll(int maxBytes) {
        thread = Thread.currentThread().getName();
        long number = polls.incrementAndGet();
        Bytes value = Bytes.wrap(new byte[EVENT_BYTES]);
        KeyValue keyValue = new KeyValue(Bytes.utf8("k"), value, 1, number, number, 0);
        return new Batch(List.of(new WatchEvent(WatchEvent.Kind.PUT, keyValue, Optional.empty())), number);
    }

    @Override
    public boolean isReadyInMemory() {
        return inMemory;
    }

    @Override
    public long createdRevision() {
        return 0;
    }

    @Override
    public Optional<StoreError> ending() {
        return Optional.empty();
    }

    @Override
    public void close() {
        closed.set(true);
    }
}
