package meridian.store;

import java.util.ArrayList;
import java.util.List;
import meridian.base.Limit;
import org.jspecify.annotations.Nullable;

/**
 * The writes of this node that have no outcome yet, by their numbers. Numbers are given in the order of the deadlines,
 * so whoever is overdue is found at the low end.
 */
final class Outstanding {
    private final Limit limit;
    private final @Nullable Submission<?>[] ring;
    private long next = 1;
    private volatile long lowest = 1;

    Outstanding(Limit limit) {
        this.limit = limit;
        this.ring = new Submission<?>[Math.toIntExact(limit.max())];
    }

    /** Gives the submission a number of its own; false when the oldest one left is too far behind. */
    synchronized boolean add(Submission<?> submission) {
        if (!limit.allows(next - lowest + 1)) {
            return false;
        }
        submission.number(next);
        ring[slot(next)] = submission;
        next++;
        return true;
    }

    /** All smaller numbers have their outcome. */
    long lowest() {
        return lowest;
    }

    synchronized void settle(long number) {
        ring[slot(number)] = null;
        long first = lowest;
        while (first < next && ring[slot(first)] == null) {
            first++;
        }
        lowest = first;
    }

    /** The submissions whose deadline has passed. */
    synchronized List<Submission<?>> overdue(long nowNanos) {
        List<Submission<?>> found = new ArrayList<>();
        for (long number = lowest; number < next; number++) {
            Submission<?> submission = ring[slot(number)];
            if (submission != null) {
                if (!submission.isOverdue(nowNanos)) {
                    break;
                }
                found.add(submission);
            }
        }
        return found;
    }

    synchronized List<Submission<?>> all() {
        List<Submission<?>> found = new ArrayList<>();
        for (long number = lowest; number < next; number++) {
            Submission<?> submission = ring[slot(number)];
            if (submission != null) {
                found.add(submission);
            }
        }
        return found;
    }

    private int slot(long number) {
        return (int) (number % ring.length);
    }
}
