package meridian.store;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The leases as this node keeps them while it leads in one term: it hears which are granted and which end from the
 * beginning on, and learns those that were there before a little later.
 */
final class LeaseTerm {
    private final long term;
    private final LeaseDeadlines deadlines = new LeaseDeadlines();
    private final Set<Long> endedWhileLoading = new HashSet<>();
    private boolean loaded;
    private CompletableFuture<Void> expiry = CompletableFuture.completedFuture(null);

    LeaseTerm(long term) {
        this.term = term;
    }

    long term() {
        return term;
    }

    synchronized boolean isLoaded() {
        return loaded;
    }

    synchronized void granted(Store.Lease lease, long now) {
        deadlines.start(lease.id(), lease.timeToLive(), now);
    }

    synchronized void ended(long id) {
        deadlines.end(id);
        if (!loaded) {
            endedWhileLoading.add(id);
        }
    }

    /** Gives leases that were there before this term their full time, unless there is newer word of them. */
    synchronized void load(List<Store.Lease> leases, long now) {
        for (Store.Lease lease : leases) {
            if (!deadlines.has(lease.id()) && !endedWhileLoading.contains(lease.id())) {
                deadlines.start(lease.id(), lease.timeToLive(), now);
            }
        }
    }

    synchronized void loaded() {
        loaded = true;
        endedWhileLoading.clear();
    }

    /** Starts the lease's time afresh. Does nothing to one that is not there. */
    synchronized Renewal renew(long id, long now) {
        if (deadlines.isEnding(id)) {
            return new Renewal.Ending(expiry);
        }
        return deadlines.renew(id, now).isPresent() ? new Renewal.Renewed() : new Renewal.Absent();
    }

    synchronized Optional<Duration> remaining(long id, long now) {
        return deadlines.remaining(id, now);
    }

    synchronized void delay(Duration by) {
        deadlines.delay(by);
    }

    /** The leases whose end is to be put to the log now; none while an earlier proposal has no outcome. */
    synchronized List<Long> takeDue(long now, int max) {
        if (!loaded || !expiry.isDone()) {
            return List.of();
        }
        List<Long> due = deadlines.takeDue(now, max);
        if (!due.isEmpty()) {
            expiry = new CompletableFuture<>();
        }
        return due;
    }

    /** The proposal has an outcome: the leases ended, or they may be renewed until they are proposed again. */
    void proposed(List<Long> ids, boolean ended) {
        settle(ids, ended).complete(null);
    }

    private synchronized CompletableFuture<Void> settle(List<Long> ids, boolean ended) {
        if (ended) {
            ids.stream().filter(deadlines::isEnding).forEach(deadlines::end);
        } else {
            deadlines.keep(ids);
        }
        return expiry;
    }

    /** What became of a renewal. */
    sealed interface Renewal {
        record Renewed() implements Renewal {}

        record Absent() implements Renewal {}

        /** Its end is on its way through the log: after {@code outcome} it is known whether it got there. */
        record Ending(CompletableFuture<Void> outcome) implements Renewal {}
    }
}
