package meridian.coordination;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import meridian.base.Bytes;
import meridian.store.KeyValue;
import meridian.store.WatchEvent;

/** The keys under one name in the order in which they came: the first ones hold, the others wait. */
final class Standings {
    private static final long ENTRY_OVERHEAD_BYTES = 300;

    private final NavigableMap<Place, KeyValue> inOrder = new TreeMap<>();
    private final Map<Bytes, Place> places = new HashMap<>();
    private long bytes;

    Standings(List<KeyValue> keyValues) {
        keyValues.forEach(this::put);
    }

    /** Returns the place that is given up by the change, if one is. */
    Optional<Place> apply(WatchEvent event) {
        KeyValue keyValue = event.keyValue();
        return switch (event.kind()) {
            case DELETE -> remove(keyValue.key());
            case PUT -> {
                Optional<Place> before = remove(keyValue.key());
                put(keyValue);
                yield before.filter(place -> !place.equals(Place.of(keyValue)));
            }
        };
    }

    private void put(KeyValue keyValue) {
        Place place = Place.of(keyValue);
        places.put(keyValue.key(), place);
        inOrder.put(place, keyValue);
        bytes += size(keyValue);
    }

    private Optional<Place> remove(Bytes key) {
        Place place = places.remove(key);
        if (place == null) {
            return Optional.empty();
        }
        KeyValue gone = inOrder.remove(place);
        bytes -= gone == null ? 0 : size(gone);
        return Optional.of(place);
    }

    private static long size(KeyValue keyValue) {
        return keyValue.key().length() + keyValue.value().length() + ENTRY_OVERHEAD_BYTES;
    }

    boolean contains(Place place) {
        return inOrder.containsKey(place);
    }

    Optional<KeyValue> first() {
        return Optional.ofNullable(inOrder.firstEntry()).map(Map.Entry::getValue);
    }

    /** From the first one on. */
    Iterable<Place> places() {
        return inOrder.keySet();
    }

    /** Is the place among so many first ones? */
    boolean isWithin(Place place, int width) {
        int rank = 0;
        for (Place next : inOrder.keySet()) {
            if (next.equals(place)) {
                return true;
            }
            if (++rank == width) {
                return false;
            }
        }
        return false;
    }

    /** About what this takes in memory. */
    long bytes() {
        return bytes;
    }
}
