package meridian.net;

import java.util.Optional;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import meridian.base.NodeId;
import meridian.base.Randomness;
import meridian.base.Ticker;

/**
 * What all links of a transport share.
 *
 * @param incarnation a random number for this start of the node
 * @param dials the number of the latest attempt to connect to anybody
 */
record LinkContext(
        TransportConfig config,
        long incarnation,
        Ticker ticker,
        Randomness randomness,
        Services services,
        Complaints complaints,
        Wire wire,
        ConcurrentMap<NodeId, LinkShape> shapes,
        AtomicLong dials) {
    LinkLimits limits() {
        return config.limits();
    }

    /** What this node says to a peer. */
    Hello hello(NodeId to, long latestDial) {
        return new Hello(config.cluster(), config.self(), to, incarnation, latestDial);
    }

    /** Why nobody who says this can be a peer of this node. */
    Optional<String> objectionTo(Hello hello) {
        return hello.objectionOf(config.self(), config.cluster());
    }

    LinkShape shapeTowards(NodeId peer) {
        return shapes.getOrDefault(peer, LinkShape.NONE);
    }
}
