package meridian.bench;

import static meridian.bench.Measure.Quantity.MEDIAN_MILLIS;
import static meridian.bench.Measure.Quantity.OPERATIONS_PER_SECOND;

import java.util.List;
import meridian.base.Address;

/** What is measured of the locks of systems that speak the etcd API. Starting and asking is as with keys. */
record LockSuite(EtcdSuite keys) implements Suite {
    private static final int MANY = 64;

    @Override
    public Measure startMeasure() {
        return keys.startMeasure();
    }

    @Override
    public List<Workload> workloads() {
        return List.of(
                new LockWorkload(
                        new Measure("lock-unlock-latency-1-client", MEDIAN_MILLIS, new Goal.RatioAtMost(1)), 1, 1),
                new LockWorkload(throughput("lock-unlock-64-clients-64-locks", 1.5), MANY, MANY),
                // One hand-over after the other: the inverse is what one takes, to be 0.8 of the peer's at most.
                new LockWorkload(throughput("hand-overs-64-clients-1-lock", 1.25), MANY, 1));
    }

    private static Measure throughput(String name, double atLeast) {
        return new Measure(name, OPERATIONS_PER_SECOND, new Goal.RatioAtLeast(atLeast));
    }

    @Override
    public void awaitFirstWrite(RunningSystem running) {
        keys.awaitFirstWrite(running);
    }

    /** Locks need nothing to be there. */
    @Override
    public void fill(List<Address> endpoints) {}

    @Override
    public Address leader(List<Address> endpoints) {
        return keys.leader(endpoints);
    }
}
