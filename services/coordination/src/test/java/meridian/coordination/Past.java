package meridian.coordination;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import meridian.base.Bytes;
import meridian.store.KeyValue;
import meridian.store.WatchEvent;

/** All that happened to the keys, to be asked what was there at which revision. Knows nothing of the recipes. */
final class Past {
    private final Map<Bytes, NavigableMap<Long, Optional<KeyValue>>> states = new HashMap<>();
    private final List<Life> lives = new ArrayList<>();

    /** @param events in the order in which they happened */
    Past(List<WatchEvent> events) {
        Map<Bytes, KeyValue> alive = new HashMap<>();
        for (WatchEvent event : events) {
            Bytes key = event.keyValue().key();
            boolean put = event.kind() == WatchEvent.Kind.PUT;
            states.computeIfAbsent(key, _ -> new TreeMap<>())
                    .put(event.revision(), put ? Optional.of(event.keyValue()) : Optional.empty());
            if (put) {
                alive.putIfAbsent(key, event.keyValue());
            } else {
                Optional.ofNullable(alive.remove(key)).ifPresent(first -> add(first, event.revision()));
            }
        }
        alive.values().forEach(first -> add(first, Long.MAX_VALUE));
    }

    private void add(KeyValue first, long end) {
        lives.add(new Life(first.key(), first.createRevision(), end, first.value()));
    }

    /**
     * A key from its creation to its deletion.
     *
     * @param end the revision from which on it was not there any more
     * @param value what it said at first
     */
    record Life(Bytes key, long begin, long end, Bytes value) {
        boolean isAliveAt(long revision) {
            return begin <= revision && revision < end;
        }
    }

    Optional<KeyValue> at(Bytes key, long revision) {
        return Optional.ofNullable(states.getOrDefault(key, new TreeMap<>()).floorEntry(revision))
                .flatMap(Map.Entry::getValue);
    }

    /** What somebody's key said in the state in which it was seen to hold; nothing if that key was not there. */
    Optional<Bytes> said(RecipeNotes.Told told) {
        return at(told.key(), told.header())
                .filter(keyValue -> keyValue.createRevision() == told.fence())
                .map(KeyValue::value);
    }

    /** What became of the key from one revision on. */
    NavigableMap<Long, Optional<KeyValue>> from(Bytes key, long revision) {
        return states.getOrDefault(key, new TreeMap<>()).tailMap(revision, true);
    }

    /** The lives of all keys that begin with this, but for one key. */
    List<Life> lives(Bytes prefix, Bytes except) {
        return lives.stream()
                .filter(life -> life.key().startsWith(prefix) && !life.key().equals(except))
                .toList();
    }

    /** Throws unless it holds. */
    static void require(boolean holds, String format, Object... arguments) {
        if (!holds) {
            throw new AssertionError(String.format(format, arguments));
        }
    }
}
