package meridian.client;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
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

    /** @param failed who has just failed to do what is wanted: somebody else's turn, if there is anybody else */
    Endpoint next(Effect effect, @Nullable Endpoint failed) {
        Endpoint chosen = effect == Effect.READ ? nextInTurn(failed) : leaderOrNext(failed);
        chosen.wake();
        return chosen;
    }

    private Endpoint leaderOrNext(@Nullable Endpoint failed) {
        Endpoint known = leader;
        return known != null && !known.equals(failed) && !known.isResting() ? known : nextInTurn(failed);
    }

    private Endpoint nextInTurn(@Nullable Endpoint failed) {
        int first = Math.floorMod(turn.getAndIncrement(), all.size());
        List<Endpoint> others = IntStream.range(first, first + all.size())
                .mapToObj(i -> all.get(i % all.size()))
                .filter(endpoint -> !endpoint.equals(failed))
                .toList();
        return others.stream()
                .filter(endpoint -> !endpoint.isResting())
                .findFirst()
                .or(() -> others.stream().min(Comparator.comparingLong(Endpoint::restNanos)))
                .orElseGet(all::getFirst);
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
