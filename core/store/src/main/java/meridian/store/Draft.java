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
final class Draft implements Values {
    private final Stored stored;
    private final BatchBuilder batch;
    private final LeaseDraft leases;
    private final NavigableMap<Bytes, Slot> slots = new TreeMap<>();
    private final List<WatchEvent> events = new ArrayList<>();
    private final Tally tally;
    private final boolean withPrevious;
    private long writing;
    private int sequence;

    /** @param withPrevious tell in the events what was there before, which takes reading it */
    Draft(Stored stored, BatchBuilder batch, Tally tally, boolean withPrevious) {
        this.withPrevious = withPrevious;
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

    Optional<Version> get(Bytes key) {
        return slot(key).now();
    }

    Optional<Version> at(Bytes key, long revision) {
        Slot slot = slots.get(key);
        return slot == null || !slot.isChanged() ? stored.at(key, revision) : at(key, slot, revision);
    }

    /** A past version may be one that this entry ended, or an older one. */
    Optional<Version> at(Bytes key, Slot slot, long revision) {
        return slot.knows(revision) ? slot.at(revision) : stored.past(key, revision);
    }

    @Override
    public KeyValue whole(Version version) {
        return stored.whole(version);
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
    Optional<Version> put(Bytes key, Bytes value, long lease) {
        Slot slot = slot(key);
        Optional<Version> previous = slot.now();
        KeyValue next = previous.isPresent()
                ? new KeyValue(
                        key,
                        value,
                        previous.get().keyValue().createRevision(),
                        writing,
                        previous.get().keyValue().version() + 1,
                        lease)
                : new KeyValue(key, value, writing, writing, 1, lease);
        Version written = Version.whole(next, sequence);
        change(slot, WatchEvent.Kind.PUT, next, Optional.of(written));
        tally.wrote(written, previous.isEmpty());
        return previous;
    }

    /** Returns what was there before; deleting nothing changes nothing. */
    Optional<Version> delete(Bytes key) {
        Slot slot = slot(key);
        Optional<Version> previous = slot.now();
        if (previous.isPresent()) {
            KeyValue gone = new KeyValue(key, Bytes.EMPTY, 0, writing, 0, 0);
            change(slot, WatchEvent.Kind.DELETE, gone, Optional.empty());
            tally.deleted();
        }
        return previous;
    }

    private void change(Slot slot, WatchEvent.Kind kind, KeyValue after, Optional<Version> next) {
        Optional<Version> previous = slot.now();
        events.add(new WatchEvent(kind, after, withPrevious ? previous.map(this::whole) : Optional.empty()));
        previous.ifPresent(this::end);
        Rows.Change change = new Rows.Change(
                kind,
                after,
                previous.map(Version::revision).orElse(0L),
                previous.map(Version::sequence).orElse(0),
                tally.dead());
        batch.put(
                Family.CHANGES,
                Rows.changeKey(writing, sequence++),
                Rows.changeHead(change),
                after.value().array());
        leases.move(after.key(), previous.map(old -> old.keyValue().lease()).orElse(0L), after.lease());
        slot.replace(next, writing);
        tally.advance(writing);
    }

    private void end(Version old) {
        batch.put(Family.HISTORY, Rows.historyKey(old.keyValue().key(), old.revision()), Rows.history(old, writing));
        tally.ended(old);
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
     * before it knows, unless that is so old that the compaction before this one has counted it and perhaps removed it.
     */
    long deadBefore(long revision) {
        Invariant.check(revision <= tally.revision(), "revision %d is still to come", revision);
        for (int i = events.size() - 1; i >= 0; i--) {
            if (events.get(i).revision() < revision) {
                return tally.deadAfter(i);
            }
        }
        byte[] from = Rows.changeKey(tally.compacted(), 0);
        byte[] to = Rows.changeKey(revision, 0);
        try (Scan scan = stored.scan(Family.CHANGES, from, to)) {
            scan.seekBack(to);
            boolean counts = scan.isValid() && Rows.changeRevision(scan.key()) >= tally.compacted();
            return counts ? Rows.change(scan.key(), scan.value()).deadBytes() : tally.reclaimed();
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

    private void write(Bytes key, Optional<Version> now) {
        Optional<byte[]> row = now.map(Rows::latest);
        row.ifPresentOrElse(
                next -> batch.put(Family.LATEST, key.array(), next), () -> batch.delete(Family.LATEST, key.array()));
        stored.wrote(key, row);
    }
}
