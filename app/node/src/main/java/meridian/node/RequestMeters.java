package meridian.node;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import meridian.base.Ticker;
import meridian.etcd.RequestObserver;

/** Counts clients' calls by method and outcome, and measures how long those take that are asked and answered once. */
final class RequestMeters implements RequestObserver {
    /** How long these last is up to the client. */
    private static final Set<String> STREAMS = Set.of(
            "etcdserverpb.Watch/Watch", "etcdserverpb.Lease/LeaseKeepAlive", "etcdserverpb.Maintenance/Snapshot");

    private static final Duration[] BUCKETS = {
        Duration.ofNanos(250_000),
        Duration.ofNanos(500_000),
        Duration.ofMillis(1),
        Duration.ofMillis(2),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2_500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10)
    };

    private final MeterRegistry registry;
    private final Ticker ticker;
    private final Map<String, Method> methods = new ConcurrentHashMap<>();

    RequestMeters(MeterRegistry registry, Ticker ticker) {
        this.registry = registry;
        this.ticker = ticker;
    }

    @Override
    public Call began(String name) {
        long begin = ticker.nanos();
        Method method = methods.computeIfAbsent(name, this::method);
        return code -> method.ended(code, ticker.nanos() - begin);
    }

    private Method method(String name) {
        return new Method(name, registry, new ConcurrentHashMap<>());
    }

    private record Method(String name, MeterRegistry registry, Map<String, Ending> endings) {
        void ended(String code, long nanos) {
            endings.computeIfAbsent(code, this::ending).count(nanos);
        }

        private Ending ending(String code) {
            return STREAMS.contains(name) ? new Ending.OfStream(counter(code)) : new Ending.OfCall(timer(code));
        }

        private Counter counter(String code) {
            return Counter.builder("meridian.client.streams")
                    .description("Streams of clients that ended, by method and gRPC status")
                    .tags("method", name, "code", code)
                    .register(registry);
        }

        private Timer timer(String code) {
            return Timer.builder("meridian.client.requests")
                    .description("Requests of clients and how long they took, by method and gRPC status")
                    .tags("method", name, "code", code)
                    .serviceLevelObjectives(BUCKETS)
                    .register(registry);
        }
    }

    /** What is kept about calls of one method that ended in one way. */
    private sealed interface Ending {
        void count(long nanos);

        record OfStream(Counter counter) implements Ending {
            @Override
            public void count(long nanos) {
                counter.increment();
            }
        }

        record OfCall(Timer timer) implements Ending {
            @Override
            public void count(long nanos) {
                timer.record(nanos, TimeUnit.NANOSECONDS);
            }
        }
    }
}
