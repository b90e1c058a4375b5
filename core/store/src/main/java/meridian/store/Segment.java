package meridian.store;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Events that travel together, in order of revision, all of each revision.
 *
 * <p>The same segment waits in the queues of all watchers it concerns, so its bytes count once, while anybody holds it.
 */
final class Segment {
    /** What an event takes besides its keys and values, roughly. */
    private static final int OVERHEAD = 64;

    private final List<WatchEvent> events;
    private final long revision;
    private final long bytes;
    private final AtomicInteger holders = new AtomicInteger();

    /** @param revision up to where there are no further events than these; at least that of the last event */
    Segment(List<WatchEvent> events, long revision) {
        this.events = events;
        this.revision = revision;
        this.bytes = bytes(events);
    }

    List<WatchEvent> events() {
        return events;
    }

    long revision() {
        return revision;
    }

    long bytes() {
        return bytes;
    }

    /** Holds it once more; true if nobody did before. */
    boolean hold() {
        return holders.getAndIncrement() == 0;
    }

    /** True if nobody holds it any more. */
    boolean release() {
        return holders.decrementAndGet() == 0;
    }

    /** The events behind a revision. */
    List<WatchEvent> after(long seen) {
        int from = 0;
        while (from < events.size() && events.get(from).revision() <= seen) {
            from++;
        }
        return from == 0 ? events : events.subList(from, events.size());
    }

    /** As many of the first events as fit, but whole revisions. */
    static List<WatchEvent> fitting(List<WatchEvent> events, long maxBytes) {
        long bytes = 0;
        int whole = 0;
        for (int i = 0; i < events.size(); i++) {
            if (i > 0 && events.get(i).revision() != events.get(i - 1).revision()) {
                whole = i;
            }
            bytes += bytes(events.get(i));
            if (bytes > maxBytes) {
                return events.subList(0, whole);
            }
        }
        return events;
    }

    /** The events of the first revision. */
    static List<WatchEvent> first(List<WatchEvent> events) {
        int end = 1;
        while (end < events.size()
                && events.get(end).revision() == events.getFirst().revision()) {
            end++;
        }
        return events.subList(0, end);
    }

    static long bytes(List<WatchEvent> events) {
        long sum = 0;
        for (WatchEvent event : events) {
            sum += bytes(event);
        }
        return sum;
    }

    private static long bytes(WatchEvent event) {
        return OVERHEAD
                + bytes(event.keyValue())
                + event.previous().map(Segment::bytes).orElse(0L);
    }

    private static long bytes(KeyValue keyValue) {
        return (long) keyValue.key().length() + keyValue.value().length();
    }
}
