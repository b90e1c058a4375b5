package meridian.node;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import meridian.base.Bytes;
import meridian.base.NodeId;
import meridian.base.Ticker;
import meridian.etcd.RequestObserver;
import meridian.net.LinkStatus;
import meridian.raft.Role;
import meridian.time.Now;
import meridian.time.TimeStatus;

/**
 * The node's metrics in Prometheus' text form. The node is looked at once per scrape, so that all the numbers of a
 * scrape belong together.
 */
final class Meters implements AutoCloseable {
    private static final double MILLIS_PER_SECOND = 1e3;
    private static final double NANOS_PER_SECOND = 1e9;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final Supplier<Vitals> source;
    private final Set<NodeId> peers = new HashSet<>();
    private volatile Vitals latest;

    /** @param openPorts how many other machines reach without TLS and a login */
    Meters(Supplier<Vitals> source, int openPorts) {
        this.source = source;
        this.latest = source.get();
        bindGroup();
        bindStore();
        bindTime();
        gauge("meridian.open.ports", "Ports that other machines reach without TLS and a login", _ -> openPorts);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        collections.bindTo(registry);
    }

    /** Where the face tells what clients ask. */
    RequestObserver requests(Ticker ticker) {
        return new RequestMeters(registry, ticker);
    }

    HttpAnswer scrape() {
        latest = source.get();
        latest.links().forEach(this::bindLink);
        String text = registry.scrape();
        return new HttpAnswer(HttpAnswer.OK, "text/plain; version=0.0.4; charset=utf-8", Bytes.utf8(text));
    }

    private void bindGroup() {
        gauge(
                "meridian.uptime.seconds",
                "Time since the node started",
                now -> now.uptime().toMillis() / MILLIS_PER_SECOND);
        gauge(
                "meridian.raft.term",
                "The term the group is in, as this node knows it",
                now -> now.store().group().term());
        gauge(
                "meridian.raft.leading",
                "1 while this node leads the group",
                now -> now.store().group().role() == Role.LEADER ? 1 : 0);
        gauge(
                "meridian.raft.leader.known",
                "1 while this node knows who leads",
                now -> now.store().group().leader().isPresent() ? 1 : 0);
        gauge(
                "meridian.raft.applied.index",
                "The last log entry applied to the store",
                now -> now.store().group().applied().index());
        gauge(
                "meridian.raft.committed.index",
                "The last log entry known to be on a majority's disks",
                now -> now.store().group().committed());
        gauge(
                "meridian.raft.members",
                "Members of the group, learners included",
                now -> now.store().group().members().size());
        gauge(
                "meridian.raft.leader.silence.seconds",
                "Time since the leader was heard of",
                now -> seconds(now.store().group().sinceLeaderHeard()));
    }

    private void bindStore() {
        gauge(
                "meridian.store.revision",
                "The newest revision",
                now -> now.store().revision());
        gauge(
                "meridian.store.compacted.revision",
                "The oldest revision that can still be read",
                now -> now.store().compactedRevision());
        gauge(
                "meridian.store.size.bytes",
                "Size of the store's files",
                now -> now.store().sizeOnDisk());
        gauge(
                "meridian.store.size.in.use.bytes",
                "Size of the store's files without what a defragmentation would free",
                now -> now.store().sizeInUse());
        gauge(
                "meridian.store.quota.bytes",
                "The size at which writes are refused",
                now -> now.store().quota());
        gauge(
                "meridian.store.alarms",
                "Alarms that are raised",
                now -> now.store().alarms().size());
    }

    private void bindTime() {
        gauge(
                "meridian.time.bound.seconds",
                "By how much the node's time may be wrong; NaN while nobody knows",
                now -> now.time().now().bound().map(Meters::seconds).orElse(Double.NaN));
        gauge(
                "meridian.time.synchronised",
                "1 while servers agree on the time",
                now -> now.time().now().state() == Now.State.SYNCHRONISED ? 1 : 0);
        gauge(
                "meridian.time.sources.agreeing",
                "Servers that agree on the time",
                now -> now.time().sources().stream()
                        .filter(source -> source.mark().agrees())
                        .count());
        gauge(
                "meridian.time.sources.lying",
                "Servers whose time cannot be true if that of the others is",
                now -> now.time().sources().stream()
                        .filter(source -> source.mark() == TimeStatus.Mark.LIES)
                        .count());
        gauge(
                "meridian.time.rate.ppm",
                "How wrong the machine's clock runs by itself",
                now -> now.time().ratePpm());
        gauge(
                "meridian.time.outvoted",
                "1 while the machine's clock is so far from those of most nodes that it is not followed",
                now -> now.time().outvoted() ? 1 : 0);
        gauge(
                "meridian.time.nodes.apart",
                "Other nodes whose machines' clocks are not with those of most nodes",
                now -> now.time().peers().stream()
                        .filter(peer -> !peer.agrees())
                        .count());
        latest.time().served().ifPresent(served -> bindTimeServer());
    }

    private void bindTimeServer() {
        served(
                "meridian.time.answered",
                "Questions for the time that were answered",
                TimeStatus.ServerCounts::answered);
        served(
                "meridian.time.refused",
                "Clients told to ask for the time less often",
                TimeStatus.ServerCounts::refused);
        served(
                "meridian.time.dropped",
                "Packets on the port for the time without an answer",
                TimeStatus.ServerCounts::dropped);
    }

    private void served(String name, String help, ToDoubleFunction<TimeStatus.ServerCounts> value) {
        FunctionCounter.builder(
                        name,
                        this,
                        meters -> meters.latest
                                .time()
                                .served()
                                .map(value::applyAsDouble)
                                .orElse(Double.NaN))
                .description(help)
                .register(registry);
    }

    private static double seconds(Duration time) {
        return time.toNanos() / NANOS_PER_SECOND;
    }

    private void gauge(String name, String help, ToDoubleFunction<Vitals> value) {
        Gauge.builder(name, this, meters -> value.applyAsDouble(meters.latest))
                .description(help)
                .register(registry);
    }

    /** Peers come and go: each gets its meters when it is first seen. */
    private void bindLink(LinkStatus link) {
        if (peers.add(link.peer())) {
            NodeId peer = link.peer();
            counter("meridian.link.sent.bytes", "Bytes sent to the peer", peer, LinkStatus::bytesSent);
            counter("meridian.link.received.bytes", "Bytes received from the peer", peer, LinkStatus::bytesReceived);
            counter(
                    "meridian.link.reconnects",
                    "Connections to the peer that had to be made again",
                    peer,
                    LinkStatus::reconnects);
            linkGauge(
                    "meridian.link.connected",
                    "1 while there is a connection to the peer",
                    peer,
                    status -> status.connected() ? 1 : 0);
            linkGauge(
                    "meridian.link.requests.in.flight",
                    "Requests to the peer without a reply",
                    peer,
                    LinkStatus::requestsInFlight);
            linkGauge(
                    "meridian.link.round.trip.seconds",
                    "The latest measured round trip to the peer",
                    peer,
                    status -> status.roundTrip().map(Meters::seconds).orElse(Double.NaN));
        }
    }

    private void counter(String name, String help, NodeId peer, ToDoubleFunction<LinkStatus> value) {
        FunctionCounter.builder(name, this, meters -> meters.ofLink(peer, value))
                .description(help)
                .tag("peer", peer.name())
                .register(registry);
    }

    private void linkGauge(String name, String help, NodeId peer, ToDoubleFunction<LinkStatus> value) {
        Gauge.builder(name, this, meters -> meters.ofLink(peer, value))
                .description(help)
                .tag("peer", peer.name())
                .register(registry);
    }

    private double ofLink(NodeId peer, ToDoubleFunction<LinkStatus> value) {
        return latest.links().stream()
                .filter(link -> link.peer().equals(peer))
                .mapToDouble(value)
                .findFirst()
                .orElse(Double.NaN);
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
