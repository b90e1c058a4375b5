package meridian.coordination;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import meridian.base.Bytes;
import meridian.store.KeyValue;
import meridian.store.WatchEvent;

/** The keys under one name in the order in which they came: the first ones hold, the others wait. */
final class Standings {
    private static final long ENTRY_OVERHEAD_BYTES = 300;

    private final Keys keys;
    private final NavigableMap<Place, KeyValue> inOrder = new TreeMap<>();
    private final Map<Bytes, Place> places = new HashMap<>();
    private final NavigableSet<Place> exclusive = new TreeSet<>();
    private final Quota quota = new Quota(inOrder);
    private final Rounds rounds;
    private long saidAt;
    private long bytes;

    Standings(Keys keys, List<KeyValue> keyValues) {
        this.keys = keys;
        this.rounds = new Rounds(keys.round(), inOrder);
        keyValues.stream().filter(it -> !isSaid(it.key())).forEach(this::put);
        keyValues.stream().filter(it -> isSaid(it.key())).forEach(it -> say(it.key(), Optional.of(it)));
    }

    /** Returns the place that is given up by the change, if one is. */
    Optional<Place> apply(WatchEvent event) {
        KeyValue keyValue = event.keyValue();
        if (isSaid(keyValue.key())) {
            saidAt = event.revision();
            say(
                    keyValue.key(),
                    switch (event.kind()) {
                        case DELETE -> Optional.empty();
                        case PUT -> Optional.of(keyValue);
                    });
            return Optional.empty();
        }
        return switch (event.kind()) {
            case DELETE -> remove(keyValue.key());
            case PUT -> {
                Optional<Place> before = Optional.ofNullable(places.get(keyValue.key()))
                        .filter(place -> !place.equals(Place.of(keyValue)));
                before.ifPresent(place -> remove(keyValue.key()));
                put(keyValue);
                yield before;
            }
        };
    }

    /** Is it no place in the line, but says what rules there? */
    private boolean isSaid(Bytes key) {
        return key.equals(keys.permits()) || key.equals(keys.round());
    }

    private void say(Bytes key, Optional<KeyValue> what) {
        if (key.equals(keys.permits())) {
            quota.say(what);
        } else {
            rounds.say(what);
        }
    }

    private void put(KeyValue keyValue) {
        Place place = Place.of(keyValue);
        places.put(keyValue.key(), place);
        KeyValue before = inOrder.put(place, keyValue);
        if (before != null) {
            quota.remove(place, before);
            bytes -= size(before);
        }
        if (keyValue.value().equals(Demand.SHARED)) {
            exclusive.remove(place);
        } else {
            exclusive.add(place);
        }
        quota.put(place, keyValue);
        bytes += size(keyValue);
    }

    private Optional<Place> remove(Bytes key) {
        Place place = places.remove(key);
        if (place == null) {
            return Optional.empty();
        }
        KeyValue gone = inOrder.remove(place);
        if (gone != null) {
            quota.remove(place, gone);
            bytes -= size(gone);
        }
        exclusive.remove(place);
        rounds.remove(place);
        return Optional.of(place);
    }

    private static long size(KeyValue keyValue) {
        return keyValue.key().length() + keyValue.value().length() + ENTRY_OVERHEAD_BYTES;
    }

    boolean contains(Place place) {
        return inOrder.containsKey(place);
    }

    boolean contains(Bytes key) {
        return places.containsKey(key);
    }

    boolean isEmpty() {
        return inOrder.isEmpty();
    }

    Optional<KeyValue> first() {
        return Optional.ofNullable(inOrder.firstEntry()).map(Map.Entry::getValue);
    }

    boolean isFirst(Place place) {
        return !inOrder.isEmpty() && inOrder.firstKey().equals(place);
    }

    /** Does anybody hold or wait who shares with nobody? */
    boolean isAnyExclusive() {
        return !exclusive.isEmpty();
    }

    /** As above, before the place. */
    boolean isAnyExclusiveBefore(Place place) {
        return exclusive.lower(place) != null;
    }

    Quota quota() {
        return quota;
    }

    Rounds rounds() {
        return rounds;
    }

    /** The last revision seen that changed what rules here. */
    long saidAt() {
        return saidAt;
    }

    /** About what this takes in memory. */
    long bytes() {
        return bytes;
    }
}
