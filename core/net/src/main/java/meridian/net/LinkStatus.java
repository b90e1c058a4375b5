package meridian.net;

import java.time.Duration;
import java.util.Optional;
import meridian.base.Address;
import meridian.base.NodeId;

/** One peer as seen from here. */
public record LinkStatus(
        NodeId peer,
        Address address,
        boolean connected,
        Optional<Duration> roundTrip,
        long bytesSent,
        long bytesReceived,
        long reconnects,
        int requestsInFlight) {}
