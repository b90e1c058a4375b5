package meridian.chaos.load;

import java.util.ArrayList;
import java.util.List;
import meridian.testkit.LockChecker.Ending;
import meridian.testkit.LockChecker.Held;
import meridian.testkit.LockChecker.Write;

/** What those who wanted a lock were told. For all their threads. */
public final class LockNotes {
    private final Timeline timeline;
    private final List<Held> holds = new ArrayList<>();
    private final List<Write> writes = new ArrayList<>();

    LockNotes(Timeline timeline) {
        this.timeline = timeline;
    }

    synchronized void add(Held held) {
        holds.add(held);
    }

    /** @param asked when it was asked for, by the count of this machine's ticker */
    void add(Write write, long asked) {
        if (write.ending() == Ending.DONE) {
            timeline.answered(asked, true);
        }
        synchronized (this) {
            writes.add(write);
        }
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
