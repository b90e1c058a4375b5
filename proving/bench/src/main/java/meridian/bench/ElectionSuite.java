package meridian.bench;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import meridian.base.Address;

/** What is measured of systems that speak the etcd API and so have elections besides locks. */
record ElectionSuite(LockSuite locks, JetcdLibrary elections) implements Suite {
    /** Enough that somebody is always in line when the one who leads resigns. */
    private static final int CANDIDATES = 8;

    @Override
    public Protocol protocol() {
        return locks.protocol();
    }

    @Override
    public List<Workload> workloads() {
        Measure resign = new Measure("election-resign", Measure.Quantity.MEDIAN_MILLIS, new Goal.None());
        Workload resigning = new HandOverWorkload(resign, elections, CANDIDATES, locks.ticker());
        return Stream.concat(locks.workloads().stream(), Stream.of(resigning)).toList();
    }

    @Override
    public Optional<Drill> drill() {
        Measure failover = new Measure("election-failover", Measure.Quantity.SECONDS, new Goal.None());
        return Optional.of(new ElectionFailover(failover, elections, locks.ticker()));
    }

    @Override
    public void fill(List<Address> endpoints) {
        locks.fill(endpoints);
    }

    @Override
    public Map<String, String> facts() {
        return locks.facts();
    }
}
