package meridian.bench;

import static meridian.bench.Measure.Quantity.MEDIAN_MILLIS;
import static meridian.bench.Measure.Quantity.OPERATIONS_PER_SECOND;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import meridian.base.Address;
import meridian.base.Ticker;

/** What is measured of a system's locks, over the client library that its users have. */
record LockSuite(Protocol protocol, LockLibrary locks, Ticker ticker) implements Suite {
    private static final int MANY = 64;

    @Override
    public List<Workload> workloads() {
        Measure alone = new Measure("lock-1-client", MEDIAN_MILLIS, new Goal.None());
        Measure apart = new Measure("locks-64-clients", OPERATIONS_PER_SECOND, new Goal.RatioAtLeast(1.5));
        Measure contended = new Measure("lock-contended-64", MEDIAN_MILLIS, new Goal.RatioAtMost(0.8));
        return List.of(
                new LockWorkload(alone, locks, 1),
                new LockWorkload(apart, locks, MANY),
                new HandOverWorkload(contended, locks, MANY, ticker));
    }

    @Override
    public Optional<Drill> drill() {
        return Optional.empty();
    }

    /** Locks need nothing to be there. */
    @Override
    public void fill(List<Address> endpoints) {}

    @Override
    public Map<String, String> facts() {
        return Map.of("each client has", "a connection and a session of its own; jetcd, or Curator for ZooKeeper");
    }
}
