package meridian.chaos;

import java.util.ArrayList;
import java.util.List;
import meridian.testkit.LockChecker.Ending;
import meridian.testkit.LockChecker.Held;
import meridian.testkit.LockChecker.Write;

/** What those who wanted a lock were told. For all their threads. */
final class LockNotes {
    private final List<Held> holds = new ArrayList<>();
    private final List<Write> writes = new ArrayList<>();

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
