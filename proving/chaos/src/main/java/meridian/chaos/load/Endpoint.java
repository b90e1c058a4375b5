package meridian.chaos.load;

import meridian.base.Address;
import meridian.base.NodeId;

/** Where a node takes requests. */
public record Endpoint(NodeId node, Address address) {}
