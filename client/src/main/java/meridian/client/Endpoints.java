package meridian.client;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The nodes. Each answers linearizable reads, so reads take turns; writes go to the leader, which others would only pass
 * them on to. Whoever failed is left alone for a while, unless all did.
 */
final class Endpoints implements AutoCloseable {
    private final List<Endpoint> all;
    private final AtomicInteger turn = new AtomicInteger((int) (Machine.random() >>> 33));
    private volatile @Nullable Endpoint leader;

    Endpoints(List<Endpoint> all) {
        this.all = List.copyOf(all);
    }

    List<Endpoint> all() {
        return all;
    }

    Endpoint next(Effect effect) {
        Endpoint chosen = effect == Effect.READ ? nextInTurn() : leaderOrNext();
        chosen.wake();
        return chosen;
    }

    private Endpoint leaderOrNext() {
        Endpoint known = leader;
        return known != null && !known.isResting() ? known : nextInTurn();
    }

    private Endpoint nextInTurn() {
        int first = Math.floorMod(turn.getAndIncrement(), all.size());
        for (int i = 0; i < all.size(); i++) {
            Endpoint candidate = all.get((first + i) % all.size());
            if (!candidate.isResting()) {
                return candidate;
            }
        }
        return all.stream().min(Comparator.comparingLong(Endpoint::restNanos)).orElseThrow();
    }

    /** @param member 0 if nobody is known to lead */
    void isLedBy(long member) {
        leader = all.stream()
                .filter(endpoint -> member != 0 && endpoint.member() == member)
                .findFirst()
                .orElse(null);
    }

    boolean isLeader(Endpoint endpoint) {
        return endpoint.equals(leader);
    }

    @Override
    public void close() {
        all.forEach(endpoint -> endpoint.channel().shutdownNow());
    }
}
