package meridian.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import meridian.base.Bytes;
import meridian.base.Invariant;

/**
 * The keys as the commands of one entry leave them, before anything of it is written: what they changed lies over what
 * is stored, so that later commands see what earlier ones did.
 */
final class Draft {
    private final Stored stored;
    private final BatchBuilder batch;
    private final LeaseDraft leases;
    private final NavigableMap<Bytes, Slot> slots = new TreeMap<>();
    private final List<WatchEvent> events = new ArrayList<>();
    private final Tally tally;
    private long writing;
    private int sequence;

    Draft(Stored stored, BatchBuilder batch, Tally tally) {
        this.stored = stored;
        this.batch = batch;
        this.tally = tally;
        this.leases = new LeaseDraft(stored, batch);
    }

    Tally tally() {
        return tally;
    }

    LeaseDraft leases() {
        return leases;
    }

    /** All changes, in order. */
    List<WatchEvent> events() {
        return events;
    }

    /** Makes what changes from now on happen at this revision, or at the next free one if that is greater. */
    void begin(long revision) {
        writing = Math.max(revision, tally.revision() + 1);
        sequence = 0;
    }

    /** The revision at which the next change happens. */
    long writing() {
        return writing;
    }

    Optional<KeyValue> get(Bytes key) {
        return slot(key).now();
    }

    Optional<KeyValue> at(Bytes key, long revision) {
        Slot slot = slots.get(key);
        return slot == null || !slot.isChanged() ? stored.at(key, revision) : at(key, slot, revision);
    }

    /** A past version may be one that this entry ended, or an older one. */
    Optional<KeyValue> at(Bytes key, Slot slot, long revision) {
        return slot.knows(revision) ? slot.at(revision) : stored.past(key, revision);
    }

    KeyCursor cursor(KeyRange range) {
        return new DraftCursor(this, stored.latest(range), changed(range), Long.MAX_VALUE);
    }

    KeyCursor cursor(KeyRange range, long revision) {
        return new DraftCursor(this, stored.past(range, revision), changed(range), revision);
    }

    private NavigableMap<Bytes, Slot> changed(KeyRange range) {
        if (range.isEmpty()) {
            return Collections.emptyNavigableMap();
        }
        NavigableMap<Bytes, Slot> from = slots.tailMap(range.start(), true);
        return range.hasEnd() ? from.headMap(range.end(), false) : from;
    }

    /** Returns what was there before. */
    Optional<KeyValue> put(Bytes key, Bytes value, long lease) {
        Slot slot = slot(key);
        Optional<KeyValue> previous = slot.now();
        KeyValue next = previous.isPresent()
                ? new KeyValue(
                        key,
                        value,
                        previous.get().createRevision(),
                        writing,
                        previous.get().version() + 1,
                        lease)
                : new KeyValue(key, value, writing, writing, 1, lease);
        change(slot, Optional.of(next), new WatchEvent(WatchEvent.Kind.PUT, next, previous));
        tally.wrote(next, previous.isEmpty());
        return previous;
    }

    /** Returns what was there before; deleting nothing changes nothing. */
    Optional<KeyValue> delete(Bytes key) {
        Slot slot = slot(key);
        Optional<KeyValue> previous = slot.now();
        if (previous.isPresent()) {
            KeyValue gone = new KeyValue(key, Bytes.EMPTY, 0, writing, 0, 0);
            change(slot, Optional.empty(), new WatchEvent(WatchEvent.Kind.DELETE, gone, previous));
            tally.deleted();
        }
        return previous;
    }

    private void change(Slot slot, Optional<KeyValue> next, WatchEvent event) {
        Bytes key = event.keyValue().key();
        event.previous().ifPresent(old -> {
            batch.put(
                    Family.HISTORY,
                    Rows.historyKey(key, old.modRevision()),
                    Rows.historyHead(old, writing),
                    old.value().array());
            tally.ended(old);
        });
        long previousRevision = event.previous().map(KeyValue::modRevision).orElse(0L);
        batch.put(
                Family.CHANGES,
                Rows.changeKey(writing, sequence++),
                Rows.changeHead(event.kind(), previousRevision, tally.dead()),
                key.array());
        leases.move(
                key,
                event.previous().map(KeyValue::lease).orElse(0L),
                next.map(KeyValue::lease).orElse(0L));
        slot.replace(next, writing);
        events.add(event);
        tally.advance(writing);
    }

    private Slot slot(Bytes key) {
        Slot known = slots.get(key);
        if (known != null) {
            return known;
        }
        Slot read = new Slot(stored.latest(key));
        slots.put(key, read);
        return read;
    }

    /**
     * The size of all versions ended before the revision, which is what a compaction there gives back. The last change
     * before it knows; when a compaction has removed that one already, then there is nothing more to give back.
     */
    long deadBefore(long revision) {
        Invariant.check(revision <= tally.revision(), "revision %d is still to come", revision);
        for (int i = events.size() - 1; i >= 0; i--) {
            if (events.get(i).revision() < revision) {
                return tally.deadAfter(i);
            }
        }
        try (Scan scan = stored.scan(Family.CHANGES, new byte[0], Rows.changeKey(revision, 0))) {
            scan.seekBack(Rows.changeKey(revision, 0));
            return scan.isValid() ? Rows.change(scan.key(), scan.value()).deadBytes() : tally.reclaimed();
        }
    }

    /** Puts the newest version of every changed key into the batch. */
    void finish() {
        for (Map.Entry<Bytes, Slot> entry : slots.entrySet()) {
            Slot slot = entry.getValue();
            if (slot.isChanged()) {
                write(entry.getKey(), slot.now());
            }
        }
    }

    private void write(Bytes key, Optional<KeyValue> now) {
        if (now.isPresent()) {
            batch.put(
                    Family.LATEST,
                    key.array(),
                    Rows.latestHead(now.get()),
                    now.get().value().array());
        } else {
            batch.delete(Family.LATEST, key.array());
        }
    }
}
