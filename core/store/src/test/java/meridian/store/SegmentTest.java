package meridian.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import meridian.base.Bytes;
import org.junit.jupiter.api.Test;

class SegmentTest {
    private static final long EACH = Segment.bytes(events(1));

    @Test
    void a_batch_ends_between_revisions() {
        List<WatchEvent> events = events(1, 1, 2, 2, 3);
        assertThat(Segment.fitting(events, 5 * EACH)).hasSize(5);
        assertThat(Segment.fitting(events, 4 * EACH)).hasSize(4);
        assertThat(Segment.fitting(events, 3 * EACH)).hasSize(2);
        assertThat(Segment.fitting(events, EACH)).isEmpty();
        assertThat(Segment.first(events)).hasSize(2);
    }

    @Test
    void what_was_seen_is_left_out() {
        Segment segment = new Segment(events(1, 1, 2, 3), 5);
        assertThat(segment.after(0)).isSameAs(segment.events());
        assertThat(segment.after(1)).hasSize(2);
        assertThat(segment.after(3)).isEmpty();
    }

    @Test
    void a_segment_that_many_hold_counts_once() {
        QueuedBytes queued = new QueuedBytes(EACH);
        Segment one = new Segment(events(1), 1);
        Segment other = new Segment(events(2), 2);
        queued.hold(one);
        queued.hold(one);
        assertThat(queued.isFull()).isFalse();
        queued.hold(other);
        assertThat(queued.isFull()).isTrue();
        queued.release(one);
        assertThat(queued.isFull()).isTrue();
        queued.release(one);
        assertThat(queued.isFull()).isFalse();
    }

    @Test
    void a_queue_has_a_limit_of_events_and_one_of_bytes() {
        SegmentQueue queue = new SegmentQueue(3, 10 * EACH);
        assertThat(queue.offer(new Segment(events(1, 1), 1))).isTrue();
        assertThat(queue.offer(new Segment(events(2, 2), 2))).isFalse();
        assertThat(queue.offer(new Segment(events(3), 3))).isTrue();
        queue.poll();
        assertThat(queue.offer(new Segment(events(4, 4), 4))).isTrue();
        SegmentQueue narrow = new SegmentQueue(100, EACH);
        assertThat(narrow.offer(new Segment(events(1, 1), 1))).isFalse();
        assertThat(narrow.isEmpty()).isTrue();
    }

    private static List<WatchEvent> events(long... revisions) {
        return LongStream.of(revisions)
                .mapToObj(revision -> new WatchEvent(
                        WatchEvent.Kind.PUT,
                        new KeyValue(Bytes.utf8("key"), Bytes.utf8("value"), revision, revision, 1, 0),
                        Optional.empty()))
                .toList();
    }
}
