package meridian.client;

import java.util.HashMap;
import java.util.Map;

/** The turns of all names that anybody of this client holds or waits for. A turn is here as long as somebody uses it. */
final class Turns {
    private final Map<Object, Used> turns = new HashMap<>();

    private static final class Used {
        final Turn turn = new Turn();
        int users;
    }

    synchronized Turn enter(Object key) {
        Used used = turns.computeIfAbsent(key, absent -> new Used());
        used.users++;
        return used.turn;
    }

    synchronized void leave(Object key) {
        Used used = turns.get(key);
        if (used != null && --used.users == 0) {
            turns.remove(key);
        }
    }

    synchronized int size() {
        return turns.size();
    }
}
