package meridian.net;

import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import meridian.base.Address;
import meridian.base.Machine;
import meridian.base.NodeId;
import meridian.base.Ticker;
import meridian.net.Service.Lane;

/** Transports on this machine's loopback, and ways to wait for what they do. */
final class Nodes implements AutoCloseable {
    static final String CLUSTER = "test";
    static final Service URGENT = new Service(1, "urgent", Lane.URGENT);
    static final Service BULK = new Service(2, "bulk", Lane.BULK);
    static final Duration LONG = Duration.ofSeconds(20);

    private static final long POLL_NANOS = 1_000_000;

    private final List<NettyTransport> started = new ArrayList<>();

    NettyTransport start(String name) {
        return start(name, quick());
    }

    NettyTransport start(String name, LinkLimits limits) {
        return start(name, 0, limits);
    }

    NettyTransport start(String name, int port, LinkLimits limits) {
        return start(new TransportConfig(
                new NodeId(name),
                CLUSTER,
                new Address("127.0.0.1", port),
                new TransportSecurity.PlainText(),
                limits,
                2,
                true));
    }

    NettyTransport start(TransportConfig config) {
        NettyTransport transport = NettyTransport.start(config, Machine.ticker(), Machine.randomness());
        started.add(transport);
        return transport;
    }

    @Override
    public void close() {
        started.forEach(NettyTransport::close);
    }

    /** As in production, but quick to notice and to try again. */
    static LinkLimits quick() {
        return limits(64 << 20, 256 << 20, 16_384);
    }

    static LinkLimits limits(int messageBytesMax, long queuedBytesMax, int requestsInFlightMax) {
        return new LinkLimits(
                messageBytesMax,
                queuedBytesMax,
                requestsInFlightMax,
                16,
                4,
                Duration.ofSeconds(1),
                Duration.ofMillis(500),
                Duration.ofMillis(5),
                Duration.ofMillis(50),
                Duration.ofMillis(20),
                Duration.ofSeconds(2));
    }

    static void introduce(NettyTransport one, NettyTransport other) {
        one.meet(other.self(), other.address());
        other.meet(one.self(), one.address());
    }

    static Transport.Handler echo() {
        return (_, request) -> CompletableFuture.completedFuture(request);
    }

    static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    static byte[] reply(CompletableFuture<byte[]> call) {
        try {
            return call.get(LONG.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("expected a reply, but: " + e.getMessage(), e);
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("expected a reply in time", e);
        }
    }

    static TransportException failure(CompletableFuture<byte[]> call) {
        try {
            call.get(LONG.toSeconds(), TimeUnit.SECONDS);
            return fail("expected a failure, not a reply");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TransportException failure) {
                return failure;
            }
            throw new AssertionError("expected a failure of the transport", e);
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("expected a failure in time", e);
        }
    }

    static void await(String what, BooleanSupplier condition) {
        Ticker ticker = Machine.ticker();
        long start = ticker.nanos();
        while (!condition.getAsBoolean()) {
            if (ticker.since(start).compareTo(LONG) > 0) {
                fail("waited in vain until " + what);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    static LinkStatus link(NettyTransport from, NettyTransport to) {
        return from.links().stream()
                .filter(status -> status.peer().equals(to.self()))
                .findFirst()
                .orElseThrow();
    }
}
