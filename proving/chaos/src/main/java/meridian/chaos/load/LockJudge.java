package meridian.chaos.load;

import java.util.List;
import meridian.base.Bytes;
import meridian.testkit.LockChecker;
import meridian.testkit.LockChecker.Ending;
import meridian.testkit.LockChecker.Event;

/** Says what is wrong with what users of one lock were told, given all that happened in the store. */
final class LockJudge {
    private final LockNotes notes;
    private final List<Change> history;
    private final LockChecker checker;

    /**
     * @param history of all keys of the line and of the guarded one, in order
     * @param line what the keys of those who hold and wait begin with
     */
    LockJudge(LockNotes notes, List<Change> history, Bytes line, Bytes guarded) {
        this.notes = notes;
        this.history = List.copyOf(history);
        this.checker = new LockChecker(notes.holds(), notes.writes(), events(history, line, guarded));
    }

    private static List<Event> events(List<Change> history, Bytes line, Bytes guarded) {
        return history.stream()
                .filter(it -> it.key().startsWith(line) || it.key().equals(guarded))
                // A key that is written again keeps its place.
                .filter(it -> it.key().equals(guarded) || it.version() <= 1)
                .map(it -> it.key().equals(guarded) ? written(it) : moved(it))
                .toList();
    }

    private static Event moved(Change change) {
        return change.isDelete()
                ? new Event.Gone(change.key(), change.revision())
                : new Event.Came(change.key(), change.revision());
    }

    /** What users write begins with their fence. */
    private static Event written(Change change) {
        String value = change.value().toUtf8();
        long fence = Long.parseLong(value.substring(0, value.indexOf(' ')));
        return new Event.Written(fence, change.value(), change.revision());
    }

    /** @param holdsMin so often the lock must have been got, or the run proves nothing */
    List<Finding> judge(int holdsMin) {
        return List.of(
                Finding.of("the lock was got often enough", () -> requireTraffic(holdsMin)),
                Finding.of("fences grow", checker::requireGrowingFences),
                Finding.of("who was told to hold did", checker::requireTrueHolds),
                Finding.of("only the holder writes", checker::requireHoldersWrite),
                Finding.of("writes ended as told", checker::requireWritesAsTold));
    }

    private void requireTraffic(int holdsMin) {
        Finding.require(
                notes.holds().size() >= holdsMin,
                "the lock was got %d times only",
                notes.holds().size());
        Finding.require(notes.count(Ending.DONE) >= holdsMin, "%d writes were done only", notes.count(Ending.DONE));
        Finding.require(notes.count(Ending.REFUSED) > 0, "nobody wrote with a stale fence");
    }

    /** For whoever has to find out what went wrong. */
    String evidence() {
        return Finding.lines(notes.holds()) + Finding.lines(notes.writes()) + Finding.lines(history);
    }
}
