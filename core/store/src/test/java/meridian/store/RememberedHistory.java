package meridian.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import meridian.base.Bytes;

/** A history in memory, for tests of what reads it. */
final class RememberedHistory implements History {
    private final List<WatchEvent> events = new ArrayList<>();
    private long revision = 1;
    private long compacted;
    private int reads;

    /** Puts each of the keys at one revision, or deletes it where it begins with a minus. */
    List<WatchEvent> write(String... keys) {
        revision++;
        List<WatchEvent> written = new ArrayList<>();
        for (String key : keys) {
            written.add(key.startsWith("-") ? deletion(Bytes.utf8(key.substring(1))) : put(Bytes.utf8(key)));
        }
        events.addAll(written);
        return written;
    }

    private WatchEvent put(Bytes key) {
        KeyValue now = new KeyValue(key, Bytes.utf8("at " + revision), revision, revision, 1, 0);
        return new WatchEvent(WatchEvent.Kind.PUT, now, before(key));
    }

    private WatchEvent deletion(Bytes key) {
        return new WatchEvent(WatchEvent.Kind.DELETE, new KeyValue(key, Bytes.EMPTY, 0, revision, 0, 0), before(key));
    }

    private Optional<KeyValue> before(Bytes key) {
        return Optional.of(new KeyValue(key, Bytes.utf8("before " + revision), 1, revision - 1, 1, 0));
    }

    void compact(long newCompacted) {
        compacted = newCompacted;
    }

    long compacted() {
        return compacted;
    }

    List<WatchEvent> events() {
        return events;
    }

    /** How often it was read. */
    int reads() {
        return reads;
    }

    @Override
    public long revision() {
        return revision;
    }

    @Override
    public Reply<Watcher.Batch> changes(long fromRevision, KeyRange range, boolean withPrevious, int maxBytes) {
        reads++;
        if (fromRevision < compacted) {
            return new Reply.Refused<>(new StoreError.Compacted(compacted));
        }
        EventFilter filter = new EventFilter(true, true, withPrevious);
        List<WatchEvent> found = events.stream()
                .filter(event -> event.revision() >= fromRevision
                        && range.contains(event.keyValue().key()))
                .toList();
        List<WatchEvent> fitting = Segment.fitting(found, maxBytes);
        List<WatchEvent> given = fitting.isEmpty() && !found.isEmpty() ? Segment.first(found) : fitting;
        long looked = given.size() < found.size() ? given.getLast().revision() : revision;
        return new Reply.Done<>(new Watcher.Batch(filter.apply(given), looked), new Reply.Header(revision, 1));
    }
}
