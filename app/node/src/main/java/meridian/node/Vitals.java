package meridian.node;

import java.time.Duration;
import java.util.List;
import meridian.net.LinkStatus;
import meridian.store.Store;
import meridian.time.TimeStatus;

/** How a node is at one moment. */
record Vitals(Duration uptime, Store.StoreStatus store, List<LinkStatus> links, TimeStatus time) {}
