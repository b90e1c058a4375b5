package meridian.coordination;

import static meridian.coordination.CoordinationFixture.bytes;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import meridian.base.Bytes;
import meridian.coordination.RecipeNotes.Told;
import meridian.store.KeyValue;
import meridian.store.WatchEvent;

/** What happened to some keys, written down by hand to try the checkers. */
final class Story {
    private final List<WatchEvent> events = new ArrayList<>();
    private final Map<String, Long> made = new HashMap<>();

    void put(long revision, String key, String value) {
        long since = made.computeIfAbsent(key, _ -> revision);
        tell(WatchEvent.Kind.PUT, new KeyValue(bytes(key), bytes(value), since, revision, 1, 0));
    }

    void delete(long revision, String key) {
        made.remove(key);
        tell(WatchEvent.Kind.DELETE, new KeyValue(bytes(key), Bytes.EMPTY, 0, revision, 0, 0));
    }

    private void tell(WatchEvent.Kind kind, KeyValue keyValue) {
        events.add(new WatchEvent(kind, keyValue, Optional.empty()));
    }

    Past past() {
        return new Past(events);
    }

    static Told alone(String key, long fence, long header) {
        return new Told(bytes(key), fence, false, 0, header);
    }

    static Told shared(String key, long fence, long header) {
        return new Told(bytes(key), fence, true, 0, header);
    }

    static Told permits(String key, long fence, int permits, long header) {
        return new Told(bytes(key), fence, false, permits, header);
    }
}
