package meridian.bench;

import static meridian.bench.Measure.Quantity.MEDIAN_MILLIS;
import static meridian.bench.Measure.Quantity.OPERATIONS_PER_SECOND;
import static meridian.bench.Measure.Quantity.SECONDS;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.StatusRequest;
import io.etcd.jetcd.api.StatusResponse;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import meridian.base.Address;
import meridian.base.Ticker;
import meridian.bench.KeyValueWorkload.Kind;

/** What is measured of systems that speak the etcd API. */
final class EtcdSuite implements Suite {
    private static final Duration FIRST_WRITE_WAIT_MAX = Duration.ofSeconds(90);
    private static final Duration FIRST_WRITE_ATTEMPT_MAX = Duration.ofSeconds(2);
    private static final Duration FIRST_WRITE_PAUSE = Duration.ofMillis(5);
    private static final Duration STATUS_WAIT_MAX = Duration.ofSeconds(10);
    private static final int FILL_IN_FLIGHT = 48;
    private static final Measure START = new Measure("up-seconds", SECONDS, new Goal.ValueAtMost(6));

    private final KeySpace space;
    private final Progress progress;
    private final Ticker ticker;

    EtcdSuite(KeySpace space, Progress progress, Ticker ticker) {
        this.space = space;
        this.progress = progress;
        this.ticker = ticker;
    }

    @Override
    public Measure startMeasure() {
        return START;
    }

    @Override
    public List<Workload> workloads() {
        return List.of(
                new KeyValueWorkload(throughput("puts-1000-clients", 2.0), Kind.PUT, 1000, space),
                new KeyValueWorkload(throughput("puts-64-clients", 2.0), Kind.PUT, 64, space),
                new KeyValueWorkload(
                        new Measure("put-latency-1-client", MEDIAN_MILLIS, new Goal.RatioAtMost(1.2)),
                        Kind.PUT,
                        1,
                        space),
                new KeyValueWorkload(throughput("gets-linearizable-64-clients", 4.0), Kind.LINEARIZABLE_GET, 64, space),
                new KeyValueWorkload(
                        throughput("gets-serializable-64-clients", 3.0), Kind.SERIALIZABLE_GET, 64, space));
    }

    private static Measure throughput(String name, double atLeast) {
        return new Measure(name, OPERATIONS_PER_SECOND, new Goal.RatioAtLeast(atLeast));
    }

    /** Asks one node only, as a client would that knows one address. */
    @Override
    public void awaitFirstWrite(RunningSystem running) {
        PutRequest request = PutRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8("bench"))
                .setValue(ByteString.copyFromUtf8("first"))
                .build();
        Address asked = running.endpoints().getFirst();
        long begun = ticker.nanos();
        try (Connections connections = new Connections(List.of(asked), 1)) {
            String problem = attempt(connections, request);
            while (!problem.isEmpty()) {
                if (ticker.since(begun).compareTo(FIRST_WRITE_WAIT_MAX) > 0) {
                    throw new BenchFailure("No write succeeded at " + asked + " within "
                            + FIRST_WRITE_WAIT_MAX.toSeconds() + " s; the last answer was: " + problem);
                }
                running.requireAlive();
                LockSupport.parkNanos(FIRST_WRITE_PAUSE.toNanos());
                connections.retryNow();
                problem = attempt(connections, request);
            }
        }
    }

    /** Returns what went wrong; nothing when the write succeeded. */
    private static String attempt(Connections connections, PutRequest request) {
        try {
            KVGrpc.newBlockingStub(connections.of(0))
                    .withDeadlineAfter(FIRST_WRITE_ATTEMPT_MAX.toMillis(), TimeUnit.MILLISECONDS)
                    .put(request);
            return "";
        } catch (StatusRuntimeException e) {
            return Answer.reason(e);
        }
    }

    @Override
    public void fill(List<Address> endpoints) {
        Load.Outcome outcome = new Load(endpoints, space, FILL_IN_FLIGHT, progress, ticker).write();
        progress.say("filled with %,d keys at %,.0f keys/s", outcome.keys(), outcome.keysPerSecond());
        outcome.errors().forEach((text, count) -> progress.say("  %d batches were repeated: %s", count, text));
    }

    @Override
    public Address leader(List<Address> endpoints) {
        return endpoints.stream()
                .filter(EtcdSuite::leads)
                .findFirst()
                .orElseThrow(() -> new BenchFailure("None of " + endpoints + " says that it leads."));
    }

    private static boolean leads(Address endpoint) {
        try (Connections connections = new Connections(List.of(endpoint), 1)) {
            StatusResponse status = MaintenanceGrpc.newBlockingStub(connections.of(0))
                    .withDeadlineAfter(STATUS_WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS)
                    .status(StatusRequest.getDefaultInstance());
            return status.getLeader() == status.getHeader().getMemberId();
        } catch (StatusRuntimeException e) {
            throw new BenchFailure(endpoint + " does not tell its status: " + Answer.reason(e), e);
        }
    }
}
