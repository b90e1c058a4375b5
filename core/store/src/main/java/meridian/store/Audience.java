package meridian.store;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The watchers that want to know the same of the same range. They share their segments. For the hub's thread. */
final class Audience {
    private final EventFilter filter;
    private final Set<RangeWatcher> watchers = new LinkedHashSet<>();
    private List<WatchEvent> gathered = new ArrayList<>();

    Audience(EventFilter filter) {
        this.filter = filter;
    }

    EventFilter filter() {
        return filter;
    }

    Set<RangeWatcher> watchers() {
        return watchers;
    }

    /** Takes the event if it is of interest; true if it is the first one since {@link #segment}. */
    boolean gather(WatchEvent event) {
        if (!filter.passes(event)) {
            return false;
        }
        gathered.add(filter.trim(event));
        return gathered.size() == 1;
    }

    /** What was gathered. */
    Segment segment(long revision) {
        Segment segment = new Segment(List.copyOf(gathered), revision);
        gathered = new ArrayList<>();
        return segment;
    }
}
