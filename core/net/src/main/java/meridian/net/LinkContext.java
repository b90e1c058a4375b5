package meridian.net;

import java.util.Optional;
import java.util.concurrent.ConcurrentMap;
import meridian.base.NodeId;
import meridian.base.Randomness;
import meridian.base.Ticker;

/**
 * What all links of a transport share.
 *
 * @param incarnation a random number for this start of the node
 */
record LinkContext(
        TransportConfig config,
        long incarnation,
        Ticker ticker,
        Randomness randomness,
        Services services,
        Complaints complaints,
        Wire wire,
        ConcurrentMap<NodeId, LinkShape> shapes) {
    LinkLimits limits() {
        return config.limits();
    }

    /** What this node says to a peer that it has dialled so often. */
    Hello hello(NodeId to, long dials) {
        return new Hello(config.cluster(), config.self(), to, incarnation, dials);
    }

    /** Why nobody who says this can be a peer of this node. */
    Optional<String> objectionTo(Hello hello) {
        return hello.objectionOf(config.self(), config.cluster());
    }

    LinkShape shapeTowards(NodeId peer) {
        return shapes.getOrDefault(peer, LinkShape.NONE);
    }
}
