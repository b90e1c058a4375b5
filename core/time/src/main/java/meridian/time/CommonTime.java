package meridian.time;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import meridian.base.NodeId;

/**
 * What the nodes of a cluster have for the time when no server tells it: what the clocks of most of their machines say.
 * Nobody knows how wrong that is, but a machine whose clock is far from it need not believe itself.
 */
final class CommonTime {
    /** A clock that was not heard of for so long does not count. */
    private static final long FRESH = Duration.ofSeconds(30).toNanos();

    private final long apartMax;
    private final Map<NodeId, PeerClock> clocks = new HashMap<>();
    private Set<NodeId> peers = Set.of();

    /** @param apartMax how far from each other the clocks of machines may be that are both called right */
    CommonTime(Duration apartMax) {
        this.apartMax = apartMax.toNanos();
    }

    /** Which other nodes there are. */
    void met(Set<NodeId> others) {
        peers = Set.copyOf(others);
        clocks.keySet().retainAll(peers);
    }

    void heard(PeerClock clock) {
        if (peers.contains(clock.peer())) {
            clocks.put(clock.peer(), clock);
        }
    }

    void forget() {
        clocks.clear();
    }

    Set<NodeId> peers() {
        return peers;
    }

    /** Most of all nodes have to agree, so that those on both sides of a cut never follow different times. */
    Optional<Agreement> agreed(StampClock.Reading own) {
        if (peers.isEmpty()) {
            return Optional.empty();
        }
        Span ours = ours(own);
        List<Span> spans = new ArrayList<>();
        spans.add(ours);
        peers.forEach(peer -> span(peer, own.tick()).ifPresent(spans::add));
        int quorum = (peers.size() + 1) / 2 + 1;
        return Selection.agreed(spans, quorum)
                .map(span -> new Agreement(
                        span,
                        ours.meet(span).isPresent(),
                        (int) spans.stream()
                                .filter(each -> each.meet(span).isPresent())
                                .count(),
                        peers.size() + 1));
    }

    Span ours(StampClock.Reading own) {
        return new Span(own.tick(), own.wall(), own.wall()).widened(apartMax / 2);
    }

    /** What a node's clock says of this moment, with half of what two clocks may be apart on each side. */
    Optional<Span> span(NodeId peer, long tick) {
        return Optional.ofNullable(clocks.get(peer))
                .filter(clock -> tick - clock.heard() <= FRESH)
                .map(clock -> clock.span(apartMax / 2).at(Math.max(tick, clock.heard())));
    }

    TimeStatus.PeerStatus status(NodeId peer, Optional<Agreement> agreement, TrueTime.Moment moment) {
        Optional<Span> span = span(peer, moment.tick());
        boolean agrees = agreement.isEmpty()
                || span.flatMap(clock -> clock.meet(agreement.get().span())).isPresent();
        return new TimeStatus.PeerStatus(
                peer,
                span.map(clock -> Duration.ofNanos(clock.middle() - moment.time())),
                span.map(clock -> Duration.ofNanos((clock.width() - apartMax) / 2)),
                agrees);
    }

    /**
     * @param span the times on which most clocks agree
     * @param withUs is our machine's clock one of them?
     */
    record Agreement(Span span, boolean withUs, int agreeing, int nodes) {
        private static final double NANOS_PER_SECOND = 1e9;

        String text(StampClock.Reading own) {
            String most = agreeing + " of " + nodes + " nodes agree";
            double off = (own.wall() - span.middle()) / NANOS_PER_SECOND;
            return withUs
                    ? most
                    : most + String.format(", and this machine's clock, which is off by %+.3f s, is not followed", off);
        }
    }
}
