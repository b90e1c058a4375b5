package meridian.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * When which lease runs out, on the leader's ticker. A lease whose end was decided is <em>ending</em>: it keeps its
 * place, but nothing moves its deadline any more until {@link #keep} says that it did not end after all.
 */
final class LeaseDeadlines {
    private final Map<Long, Held> byId = new HashMap<>();
    private final TreeSet<Held> byDeadline =
            new TreeSet<>(Comparator.comparingLong(Held::deadline).thenComparingLong(Held::id));

    /** Starts the lease's time, also of one that is there already. */
    void start(long id, Duration timeToLive, long now) {
        end(id);
        insert(new Held(id, timeToLive, now + nanos(timeToLive), false));
    }

    boolean has(long id) {
        return byId.containsKey(id);
    }

    boolean isEnding(long id) {
        Held held = byId.get(id);
        return held != null && held.ending;
    }

    /** Starts the lease's time afresh; empty if there is no such lease or it is ending. */
    Optional<Duration> renew(long id, long now) {
        Held held = byId.get(id);
        if (held == null || held.ending) {
            return Optional.empty();
        }
        start(id, held.timeToLive, now);
        return Optional.of(held.timeToLive);
    }

    /** How long the lease has left; not less than zero. */
    Optional<Duration> remaining(long id, long now) {
        return Optional.ofNullable(byId.get(id)).map(held -> Duration.ofNanos(Math.max(0, held.deadline - now)));
    }

    void end(long id) {
        Held held = byId.remove(id);
        if (held != null) {
            byDeadline.remove(held);
        }
    }

    /** Takes up to {@code max} leases that have run out; they are ending from now on. */
    List<Long> takeDue(long now, int max) {
        List<Long> due = new ArrayList<>();
        while (due.size() < max && !byDeadline.isEmpty() && byDeadline.getFirst().deadline <= now) {
            Held held = byDeadline.removeFirst();
            byId.put(held.id, new Held(held.id, held.timeToLive, held.deadline, true));
            due.add(held.id);
        }
        return due;
    }

    /** The leases did not end: they have run out, but may still be renewed. */
    void keep(List<Long> ids) {
        for (long id : ids) {
            Held held = byId.get(id);
            if (held != null && held.ending) {
                insert(new Held(id, held.timeToLive, held.deadline, false));
            }
        }
    }

    /** Moves all deadlines, for a time in which nobody could be heard. */
    void delay(Duration by) {
        List<Held> all = List.copyOf(byDeadline);
        byDeadline.clear();
        for (Held held : all) {
            insert(new Held(held.id, held.timeToLive, held.deadline + by.toNanos(), false));
        }
    }

    private void insert(Held held) {
        byId.put(held.id, held);
        byDeadline.add(held);
    }

    /** Far deadlines are capped, so that they stay comparable: nobody waits 146 years. */
    private static long nanos(Duration time) {
        return time.compareTo(Duration.ofNanos(Long.MAX_VALUE / 2)) < 0 ? time.toNanos() : Long.MAX_VALUE / 2;
    }

    private record Held(long id, Duration timeToLive, long deadline, boolean ending) {}
}
