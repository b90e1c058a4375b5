package meridian.store;

import java.util.concurrent.atomic.AtomicLong;

/** How much all watchers of the node hold in their queues; a segment that many hold counts once. */
final class QueuedBytes {
    private final long max;
    private final AtomicLong bytes = new AtomicLong();

    QueuedBytes(long max) {
        this.max = max;
    }

    boolean isFull() {
        return bytes.get() > max;
    }

    void hold(Segment segment) {
        if (segment.hold()) {
            bytes.addAndGet(segment.bytes());
        }
    }

    void release(Segment segment) {
        if (segment.release()) {
            bytes.addAndGet(-segment.bytes());
        }
    }
}
