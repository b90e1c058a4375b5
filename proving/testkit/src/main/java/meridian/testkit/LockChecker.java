package meridian.testkit;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import meridian.base.Bytes;

/**
 * Checks what users of one lock were told, given all that happened: fences grow, only who was first in line was told to
 * hold, and only the holder's writes are there.
 */
public final class LockChecker {
    private static final long NOBODY = 0;

    private final List<Held> holds;
    private final List<Write> writes;
    private final List<Event> events;

    /** Who was first in line, from which revision on. */
    private final NavigableMap<Long, Long> holders = new TreeMap<>(Map.of(0L, NOBODY));

    private final Set<Bytes> written = new HashSet<>();

    /** @param events all that happened to the line and to what the lock guards, in order */
    public LockChecker(List<Held> holds, List<Write> writes, List<Event> events) {
        this.holds = List.copyOf(holds);
        this.writes = List.copyOf(writes);
        this.events = List.copyOf(events);
        replay();
    }

    /**
     * Somebody was told that it holds the lock.
     *
     * @param fence the revision that made its key
     * @param revision the revision of the state in which it was seen to hold
     * @param asked when it asked, by one clock for all users, as {@code answered}
     */
    public record Held(String who, Bytes key, long fence, long revision, long asked, long answered) {}

    /** A write of what the lock guards, which was to demand a fence. */
    public record Write(long fence, Bytes value, Ending ending) {}

    /** What became of a write, as far as its sender knows. */
    public enum Ending {
        DONE,
        REFUSED,
        UNKNOWN
    }

    /** What happened, as the store's history has it. */
    public sealed interface Event {
        long revision();

        /** A key took its place at the end of the line. */
        record Came(Bytes key, long revision) implements Event {}

        /** A key is no longer in line. */
        record Gone(Bytes key, long revision) implements Event {}

        /** @param value known to be written once at most */
        record Written(long fence, Bytes value, long revision) implements Event {}
    }

    private void replay() {
        Map<Bytes, Long> made = new HashMap<>();
        NavigableMap<Long, Bytes> line = new TreeMap<>();
        for (Event event : events) {
            switch (event) {
                case Event.Came(Bytes key, long revision) -> {
                    made.put(key, revision);
                    line.put(revision, key);
                }
                case Event.Gone(Bytes key, long _) -> {
                    Long since = made.remove(key);
                    if (since != null) {
                        line.remove(since);
                    }
                }
                case Event.Written(long _, Bytes value, long _) -> written.add(value);
            }
            holders.put(event.revision(), line.isEmpty() ? NOBODY : line.firstKey());
        }
    }

    /** Throws unless all is well. */
    public void require() {
        requireGrowingFences();
        requireTrueHolds();
        requireHoldersWrite();
        requireWritesAsTold();
    }

    /** Whoever asked after another one was answered has a greater fence; and no two have the same. */
    public void requireGrowingFences() {
        Set<Long> seen = new HashSet<>();
        for (Held held : holds) {
            require(seen.add(held.fence), "two were told the same fence: %s", held);
            for (Held earlier : holds) {
                require(
                        earlier.answered >= held.asked || earlier.fence < held.fence,
                        "a smaller fence came later: %s after %s",
                        held,
                        earlier);
            }
        }
    }

    /** Whoever was told that it holds was first in line in the state in which it was seen so. */
    public void requireTrueHolds() {
        for (Held held : holds) {
            long holder = holderAt(held.revision);
            require(holder == held.fence, "was told to hold while the holder was %d: %s", holder, held);
        }
    }

    /** What the lock guards was written only by who held it at that moment. */
    public void requireHoldersWrite() {
        long greatest = NOBODY;
        for (Event event : events) {
            if (event instanceof Event.Written(long fence, Bytes _, long revision)) {
                long holder = holderAt(revision);
                require(holder == fence, "written while the holder was %d: %s", holder, event);
                require(fence >= greatest, "written after a write with fence %d: %s", greatest, event);
                greatest = fence;
            }
        }
    }

    /** What was done is there, and what was refused is not. */
    public void requireWritesAsTold() {
        for (Write write : writes) {
            boolean isThere = written.contains(write.value);
            require(isThere || write.ending != Ending.DONE, "was done, but is not there: %s", write);
            require(!isThere || write.ending != Ending.REFUSED, "was refused, but is there: %s", write);
        }
    }

    private long holderAt(long revision) {
        return holders.floorEntry(revision).getValue();
    }

    private static void require(boolean holds, String format, Object... arguments) {
        if (!holds) {
            throw new AssertionError(String.format(format, arguments));
        }
    }
}
