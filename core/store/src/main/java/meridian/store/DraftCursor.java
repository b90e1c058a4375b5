package meridian.store;

import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import meridian.base.Bytes;

/** Walks what is stored with an entry's changes laid over it. */
final class DraftCursor implements KeyCursor {
    private final Draft draft;
    private final KeyCursor stored;
    private final Iterator<Map.Entry<Bytes, Slot>> slots;
    private final long revision;
    private Optional<Bytes> storedKey;
    private Optional<Map.Entry<Bytes, Slot>> slot;
    private Optional<Version> current = Optional.empty();
    private boolean fromStored;

    /** @param revision {@link Long#MAX_VALUE} for the newest */
    DraftCursor(Draft draft, KeyCursor stored, NavigableMap<Bytes, Slot> slots, long revision) {
        this.draft = draft;
        this.stored = stored;
        this.slots = slots.entrySet().iterator();
        this.revision = revision;
        this.storedKey = nextStored();
        this.slot = nextSlot();
    }

    @Override
    public boolean next() {
        if (fromStored) {
            storedKey = nextStored();
            fromStored = false;
        }
        while (slot.isPresent()) {
            Bytes slotKey = slot.get().getKey();
            int order = storedKey.map(key -> key.compareTo(slotKey)).orElse(1);
            if (order < 0) {
                break;
            }
            if (order == 0) {
                storedKey = nextStored();
            }
            current = version(slotKey, slot.get().getValue());
            slot = nextSlot();
            if (current.isPresent()) {
                return true;
            }
        }
        fromStored = storedKey.isPresent();
        return fromStored;
    }

    private Optional<Version> version(Bytes key, Slot known) {
        return revision == Long.MAX_VALUE ? known.now() : draft.at(key, known, revision);
    }

    private Optional<Bytes> nextStored() {
        return stored.next() ? Optional.of(stored.key()) : Optional.empty();
    }

    private Optional<Map.Entry<Bytes, Slot>> nextSlot() {
        while (slots.hasNext()) {
            Map.Entry<Bytes, Slot> next = slots.next();
            if (next.getValue().isChanged()) {
                return Optional.of(next);
            }
        }
        return Optional.empty();
    }

    @Override
    public Bytes key() {
        return version().keyValue().key();
    }

    @Override
    public Version version() {
        return fromStored ? stored.version() : current.orElseThrow();
    }

    @Override
    public void close() {
        stored.close();
    }
}
