package meridian.net;

import java.util.concurrent.ConcurrentMap;
import meridian.base.NodeId;
import meridian.base.Randomness;
import meridian.base.Ticker;

/** What all links of a transport share. */
record LinkContext(
        TransportConfig config,
        Hello self,
        Ticker ticker,
        Randomness randomness,
        Services services,
        Complaints complaints,
        Wire wire,
        ConcurrentMap<NodeId, LinkShape> shapes) {
    LinkLimits limits() {
        return config.limits();
    }

    LinkShape shapeTowards(NodeId peer) {
        return shapes.getOrDefault(peer, LinkShape.NONE);
    }
}
