package meridian.bench;

import static meridian.bench.Measure.Quantity.MEDIAN_MILLIS;
import static meridian.bench.Measure.Quantity.OPERATIONS_PER_SECOND;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import meridian.base.Address;
import meridian.base.Ticker;
import meridian.bench.KeyValueWorkload.Kind;

/** What is measured of the keys of systems that speak the etcd API. */
record EtcdSuite(Protocol protocol, KeySpace space, Access access, Progress progress, Ticker ticker) implements Suite {
    private static final int FILL_IN_FLIGHT = 48;

    @Override
    public List<Workload> workloads() {
        return List.of(
                new KeyValueWorkload(throughput("puts-1000-clients", 2.0), Kind.PUT, 1000, space, access),
                new KeyValueWorkload(throughput("puts-64-clients", 2.0), Kind.PUT, 64, space, access),
                new KeyValueWorkload(
                        new Measure("put-latency-1-client", MEDIAN_MILLIS, new Goal.RatioAtMost(1.2)),
                        Kind.PUT,
                        1,
                        space,
                        access),
                new KeyValueWorkload(
                        throughput("gets-linearizable-64-clients", 4.0), Kind.LINEARIZABLE_GET, 64, space, access),
                new KeyValueWorkload(
                        throughput("gets-serializable-64-clients", 3.0), Kind.SERIALIZABLE_GET, 64, space, access));
    }

    private static Measure throughput(String name, double atLeast) {
        return new Measure(name, OPERATIONS_PER_SECOND, new Goal.RatioAtLeast(atLeast));
    }

    @Override
    public Optional<Drill> drill() {
        return Optional.empty();
    }

    /** Access control comes last, so that the same load fills every store. */
    @Override
    public void fill(List<Address> endpoints) {
        Load.Outcome outcome = new Load(endpoints, space, FILL_IN_FLIGHT, progress, ticker).write();
        progress.say("filled with %,d keys at %,.0f keys/s", outcome.keys(), outcome.keysPerSecond());
        outcome.errors().forEach((text, count) -> progress.say("  %d batches were repeated: %s", count, text));
        if (access == Access.CONTROLLED) {
            AccessControl.turnOn(endpoints);
        }
    }

    @Override
    public Map<String, String> facts() {
        String keys = space.keys() + " with values of " + space.valueBytes() + " bytes, picked evenly";
        return switch (access) {
            case OPEN -> Map.of("keys", keys);
            case CONTROLLED -> Map.of("keys", keys, "access control", "on; the clients show a token of root");
        };
    }
}
