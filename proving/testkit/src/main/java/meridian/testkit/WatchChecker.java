package meridian.testkit;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * Checks what a watch delivered against all that happened: in order, each once, nothing left out, all of a revision
 * together, and nothing at or below a revision up to which it said that all was told.
 *
 * @param <E> an event; two events are the same when they are equal
 */
public final class WatchChecker<E> {
    private final ToLongFunction<E> revisionOf;
    private final List<E> truth;

    /** @param truth all events that the watch is about, in order */
    public WatchChecker(ToLongFunction<E> revisionOf, List<E> truth) {
        this.revisionOf = revisionOf;
        this.truth = List.copyOf(truth);
    }

    /**
     * What came at once.
     *
     * @param upTo every event up to this revision has come, with this batch or before it
     */
    public record Batch<E>(List<E> events, long upTo) {}

    /**
     * Throws unless all is well.
     *
     * @param start the first revision that the watch had to tell about; one that continues where another ended starts
     *     behind the other's last {@code upTo}
     */
    public void require(long start, List<Batch<E>> batches) {
        requireOrder(start, batches);
        long upTo = batches.stream().mapToLong(Batch::upTo).max().orElse(start - 1);
        List<E> delivered = batches.stream().flatMap(it -> it.events.stream()).toList();
        List<E> expected = truth.stream()
                .filter(it -> revisionOf.applyAsLong(it) >= start && revisionOf.applyAsLong(it) <= upTo)
                .toList();
        for (int i = 0; i < Math.max(delivered.size(), expected.size()); i++) {
            if (i >= delivered.size()) {
                throw new AssertionError("a watch from " + start + " to " + upTo + " left out " + expected.get(i));
            }
            if (i >= expected.size() || !delivered.get(i).equals(expected.get(i))) {
                throw new AssertionError("a watch from " + start + " to " + upTo + " told " + delivered.get(i)
                        + " where " + (i < expected.size() ? expected.get(i) : "nothing") + " belongs");
            }
        }
    }

    private void requireOrder(long start, List<Batch<E>> batches) {
        Set<E> told = new HashSet<>();
        long upTo = start - 1;
        for (Batch<E> batch : batches) {
            List<Long> revisions = new ArrayList<>();
            for (E event : batch.events) {
                long revision = revisionOf.applyAsLong(event);
                if (!told.add(event)) {
                    throw new AssertionError("told twice: " + event);
                }
                if (revision <= upTo) {
                    throw new AssertionError("told after all up to " + upTo + " had been told: " + event);
                }
                if (!revisions.isEmpty() && revision < revisions.getLast()) {
                    throw new AssertionError("told behind revision " + revisions.getLast() + ": " + event);
                }
                revisions.add(revision);
            }
            if (!revisions.isEmpty() && batch.upTo < revisions.getLast()) {
                throw new AssertionError("told revision " + revisions.getLast() + " in a batch up to " + batch.upTo);
            }
            upTo = Math.max(upTo, batch.upTo);
        }
    }
}
