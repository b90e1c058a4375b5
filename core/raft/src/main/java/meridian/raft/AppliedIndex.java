package meridian.raft;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;

/** How far this node has applied the log, and who waits for it to get further. */
final class AppliedIndex {
    private record Waiter(long index, long deadlineNanos, CompletableFuture<Void> reached) {}

    private volatile Position position;
    private final PriorityQueue<Waiter> waiters = new PriorityQueue<>(Comparator.comparingLong(Waiter::index));

    AppliedIndex(Position position) {
        this.position = position;
    }

    Position position() {
        return position;
    }

    /** Fails with {@link Replicator.Unavailable} at the deadline. */
    CompletableFuture<Void> reach(long index, long deadlineNanos) {
        if (position.index() >= index) {
            return CompletableFuture.completedFuture(null);
        }
        Waiter waiter = new Waiter(index, deadlineNanos, new CompletableFuture<>());
        synchronized (waiters) {
            // Looked at again under the lock, or an advance between the two would leave the waiter behind.
            if (position.index() >= index) {
                return CompletableFuture.completedFuture(null);
            }
            waiters.add(waiter);
        }
        return waiter.reached;
    }

    void advance(Position to) {
        List<Waiter> reached = new ArrayList<>();
        synchronized (waiters) {
            position = to;
            while (!waiters.isEmpty() && waiters.peek().index() <= to.index()) {
                reached.add(waiters.remove());
            }
        }
        reached.forEach(waiter -> waiter.reached.complete(null));
    }

    /** Gives up on those whose deadline has passed. */
    void expire(long nowNanos) {
        List<Waiter> late = new ArrayList<>();
        synchronized (waiters) {
            waiters.removeIf(waiter -> nowNanos - waiter.deadlineNanos >= 0 && late.add(waiter));
        }
        late.forEach(waiter -> waiter.reached.completeExceptionally(new Replicator.Unavailable(
                "this node has applied index " + position.index() + " and needs " + waiter.index + " to answer")));
    }
}
