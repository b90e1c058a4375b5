package meridian.bench;

import static meridian.bench.Measure.Quantity.MEDIAN_MILLIS;
import static meridian.bench.Measure.Quantity.OPERATIONS_PER_SECOND;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import meridian.base.Address;
import meridian.base.Ticker;

/** What is measured of a time server. */
record TimeSuite(Ticker ticker) implements Suite {
    private static final int MANY = 64;

    @Override
    public Protocol protocol() {
        return new TimeProtocol(ticker);
    }

    @Override
    public List<Workload> workloads() {
        return List.of(
                new Asking(new Measure("replies-64-clients", OPERATIONS_PER_SECOND, new Goal.RatioAtLeast(0.7)), MANY),
                new Asking(new Measure("reply-latency-1-client", MEDIAN_MILLIS, new Goal.None()), 1));
    }

    @Override
    public Optional<Drill> drill() {
        return Optional.empty();
    }

    /** There is nothing to be there. */
    @Override
    public void fill(List<Address> endpoints) {}

    @Override
    public Map<String, String> facts() {
        return Map.of("each client has", "one question under way; all share a socket and a thread");
    }

    private record Asking(Measure measure, int clients) implements Workload {
        @Override
        public Clients connect(List<Address> endpoints) {
            return TimeClients.connect(endpoints.getFirst(), clients);
        }
    }
}
