package meridian.chaos;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import meridian.base.Bytes;
import meridian.chaos.LockNotes.Ending;
import meridian.chaos.LockNotes.Held;
import meridian.chaos.LockNotes.Write;

/** Says what is wrong with what users of one lock were told, given all that happened in the store. */
final class LockJudge {
    private final LockNotes notes;
    private final List<Change> history;
    private final Bytes line;
    private final Bytes guarded;

    /** Who was first in line, from which revision on; 0 for nobody. */
    private final NavigableMap<Long, Long> holders = new TreeMap<>();

    private final Map<Bytes, Change> guardedWrites = new HashMap<>();

    /**
     * @param history of all keys of the line and of the guarded one, in order
     * @param line what the keys of those who hold and wait begin with
     */
    LockJudge(LockNotes notes, List<Change> history, Bytes line, Bytes guarded) {
        this.notes = notes;
        this.history = List.copyOf(history);
        this.line = line;
        this.guarded = guarded;
        replay();
    }

    private void replay() {
        Map<Bytes, Long> made = new HashMap<>();
        TreeMap<Long, Bytes> inOrder = new TreeMap<>();
        holders.put(0L, 0L);
        for (Change change : history) {
            if (change.key().startsWith(line)) {
                Long before = change.isDelete() ? made.remove(change.key()) : null;
                if (before != null) {
                    inOrder.remove(before);
                } else if (change.version() == 1) {
                    made.put(change.key(), change.revision());
                    inOrder.put(change.revision(), change.key());
                }
                holders.put(change.revision(), inOrder.isEmpty() ? 0 : inOrder.firstKey());
            } else if (change.key().equals(guarded)) {
                guardedWrites.put(change.value(), change);
            }
        }
    }

    /** @param holdsMin so often the lock must have been got, or the run proves nothing */
    List<Finding> judge(int holdsMin) {
        return List.of(
                Finding.of("enough was going on", () -> requireTraffic(holdsMin)),
                Finding.of("fences grow", this::requireGrowingFences),
                Finding.of("who was told to hold did", this::requireTrueHolds),
                Finding.of("only the holder writes", this::requireHoldersWrite),
                Finding.of("writes ended as told", this::requireWritesAsTold));
    }

    private void requireTraffic(int holdsMin) {
        require(
                notes.holds().size() >= holdsMin,
                "the lock was got %d times only",
                notes.holds().size());
        require(notes.count(Ending.DONE) >= holdsMin, "%d writes were done only", notes.count(Ending.DONE));
        require(notes.count(Ending.REFUSED) > 0, "nobody wrote with a stale fence");
    }

    /** Whoever asked after another one was answered has a greater fence; and no two have the same. */
    private void requireGrowingFences() {
        Set<Long> seen = new HashSet<>();
        for (Held held : notes.holds()) {
            require(seen.add(held.fence()), "two were told the same fence: %s", held);
            for (Held earlier : notes.holds()) {
                require(
                        earlier.answered() >= held.asked() || earlier.fence() < held.fence(),
                        "%s came after %s, with a smaller fence",
                        held,
                        earlier);
            }
        }
    }

    private void requireTrueHolds() {
        for (Held held : notes.holds()) {
            long holder = holderAt(held.revision());
            require(holder == held.fence(), "at its revision the holder was %d: %s", holder, held);
        }
    }

    private void requireHoldersWrite() {
        long greatest = 0;
        for (Change change : history) {
            if (change.key().equals(guarded)) {
                String value = change.value().toUtf8();
                long fence = Long.parseLong(value.substring(0, value.indexOf(' ')));
                long holder = holderAt(change.revision());
                require(holder == fence, "written while %d held: %s", holder, change);
                require(fence >= greatest, "written after a write with fence %d: %s", greatest, change);
                greatest = fence;
            }
        }
    }

    private void requireWritesAsTold() {
        for (Write write : notes.writes()) {
            boolean isThere = guardedWrites.containsKey(write.value());
            require(isThere || write.ending() != Ending.DONE, "was done, but is not there: %s", write);
            require(!isThere || write.ending() != Ending.REFUSED, "was refused, but is there: %s", write);
        }
    }

    private long holderAt(long revision) {
        return holders.floorEntry(revision).getValue();
    }

    /** For whoever has to find out what went wrong. */
    String evidence() {
        return List.of(notes.holds(), notes.writes(), history).stream()
                .flatMap(List::stream)
                .map(it -> it + "\n")
                .collect(Collectors.joining());
    }

    private static void require(boolean holds, String format, Object... arguments) {
        if (!holds) {
            throw new AssertionError(String.format(format, arguments));
        }
    }
}
