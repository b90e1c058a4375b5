package meridian.store;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Segments that wait, within limits. For one thread at a time. */
final class SegmentQueue {
    private final Deque<Segment> segments = new ArrayDeque<>(2);
    private final long eventsMax;
    private final long bytesMax;
    private long events;
    private long bytes;

    SegmentQueue(long eventsMax, long bytesMax) {
        this.eventsMax = eventsMax;
        this.bytesMax = bytesMax;
    }

    /** Takes the segment in, or leaves everything as it is and says false. */
    boolean offer(Segment segment) {
        if (events + segment.events().size() > eventsMax || bytes + segment.bytes() > bytesMax) {
            return false;
        }
        segments.add(segment);
        events += segment.events().size();
        bytes += segment.bytes();
        return true;
    }

    boolean isEmpty() {
        return segments.isEmpty();
    }

    @Nullable
    Segment peek() {
        return segments.peek();
    }

    @Nullable
    Segment poll() {
        Segment first = segments.poll();
        if (first != null) {
            events -= first.events().size();
            bytes -= first.bytes();
        }
        return first;
    }
}
