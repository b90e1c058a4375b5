package meridian.node;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import meridian.base.ByteReader;
import meridian.base.ByteWriter;
import meridian.base.Clock;
import meridian.base.NodeId;
import meridian.base.Ticker;
import meridian.net.LinkStatus;
import meridian.net.Service;
import meridian.net.Transport;
import meridian.time.PeerClock;
import meridian.time.Timekeeper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the nodes compare the clocks of their machines over the links between them. Each tells the clock of its machine and
 * not the one it keeps itself, so that nobody follows what only goes round in a circle.
 */
final class PeerClocks implements AutoCloseable {
    private static final Duration EVERY = Duration.ofMillis(250);
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(PeerClocks.class);
    private static final Service TELL_CLOCK = new Service(40, "tell-clock", Service.Lane.URGENT);

    private final Transport transport;
    private final Timekeeper time;
    private final Ticker ticker;
    private final ScheduledExecutorService rounds = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("peer-clocks").factory());

    private PeerClocks(Transport transport, Timekeeper time, Ticker ticker) {
        this.transport = transport;
        this.time = time;
        this.ticker = ticker;
    }

    static PeerClocks compare(Transport transport, Timekeeper time, Clock machine, Ticker ticker) {
        transport.serve(
                TELL_CLOCK,
                (_, _) -> CompletableFuture.completedFuture(
                        new ByteWriter(Long.BYTES).u64(machine.unixNanos()).toArray()));
        PeerClocks clocks = new PeerClocks(transport, time, ticker);
        clocks.rounds.scheduleWithFixedDelay(clocks::round, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
        return clocks;
    }

    private void round() {
        Set<NodeId> peers = transport.links().stream().map(LinkStatus::peer).collect(Collectors.toUnmodifiableSet());
        time.met(peers);
        peers.forEach(this::ask);
    }

    private void ask(NodeId peer) {
        long asked = ticker.nanos();
        transport
                .call(peer, TELL_CLOCK, new byte[0], PATIENCE)
                .thenApply(reply -> new PeerClock(peer, asked, new ByteReader(reply).u64(), ticker.nanos()))
                .thenAcceptAsync(time::heard, rounds)
                .exceptionally(failure -> {
                    LOG.debug("{} did not tell its clock", peer, failure);
                    return null;
                });
    }

    @Override
    public void close() {
        rounds.shutdownNow();
    }
}
