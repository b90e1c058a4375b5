package meridian.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a watcher wants to know of the changes in its range. */
record EventFilter(boolean withPuts, boolean withDeletes, boolean withPrevious) {
    static EventFilter of(WatchQuery query) {
        return new EventFilter(query.withPuts(), query.withDeletes(), query.withPrevious());
    }

    boolean passes(WatchEvent event) {
        return switch (event.kind()) {
            case PUT -> withPuts;
            case DELETE -> withDeletes;
        };
    }

    /** The event as it is told. */
    WatchEvent trim(WatchEvent event) {
        return withPrevious || event.previous().isEmpty()
                ? event
                : new WatchEvent(event.kind(), event.keyValue(), Optional.empty());
    }

    List<WatchEvent> apply(List<WatchEvent> events) {
        if (withPuts && withDeletes && withPrevious) {
            return events;
        }
        List<WatchEvent> passed = new ArrayList<>(events.size());
        for (WatchEvent event : events) {
            if (passes(event)) {
                passed.add(trim(event));
            }
        }
        return passed;
    }
}
