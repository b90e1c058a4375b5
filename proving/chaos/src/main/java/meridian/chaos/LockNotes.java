package meridian.chaos;

import java.util.ArrayList;
import java.util.List;
import meridian.base.Bytes;

/** What those who wanted a lock were told. For all their threads. */
final class LockNotes {
    private final List<Held> holds = new ArrayList<>();
    private final List<Write> writes = new ArrayList<>();

    /**
     * Somebody was told that it holds the lock.
     *
     * @param fence the revision that made its key
     * @param revision the revision of the state in which it was seen to hold
     * @param asked when it asked, in the nanoseconds of one clock, as {@code answered}
     */
    record Held(String who, Bytes key, long fence, long revision, long asked, long answered) {}

    /** A write that demanded a fence. */
    record Write(long fence, Bytes value, Ending ending) {}

    /** What became of it, as far as its sender knows. */
    enum Ending {
        DONE,
        REFUSED,
        UNKNOWN
    }

    synchronized void add(Held held) {
        holds.add(held);
    }

    synchronized void add(Write write) {
        writes.add(write);
    }

    synchronized List<Held> holds() {
        return List.copyOf(holds);
    }

    synchronized List<Write> writes() {
        return List.copyOf(writes);
    }

    long count(Ending ending) {
        return writes().stream().filter(it -> it.ending() == ending).count();
    }
}
