package meridian.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import meridian.base.Address;
import meridian.base.NodeId;
import meridian.base.Randomness;
import meridian.base.Ticker;
import meridian.net.Complaints.Cause;
import meridian.net.TransportException.Delivery;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The transport over TCP, on Netty's event loops. */
public final class NettyTransport implements Transport {
    private static final Logger LOG = LoggerFactory.getLogger(NettyTransport.class);

    private final LinkContext context;
    private final Peers peers;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicInteger handshakes = new AtomicInteger();
    private final Channel listener;
    private final Address address;

    private NettyTransport(TransportConfig config, Ticker ticker, Randomness randomness, Wire wire) {
        this.context = new LinkContext(
                config,
                randomness.nextLong(),
                ticker,
                randomness,
                new Services(),
                new Complaints(ticker),
                wire,
                new ConcurrentHashMap<>(),
                new AtomicLong());
        this.peers = new Peers(context);
        this.listener = wire.listen(config.listen(), this::welcome);
        int port = ((InetSocketAddress) listener.localAddress()).getPort();
        this.address = new Address(config.listen().host(), port);
    }

    /**
     * Listens from now on.
     *
     * @throws IllegalArgumentException if the TLS files are not usable
     * @throws java.io.UncheckedIOException if the address is not free
     */
    public static NettyTransport start(TransportConfig config, Ticker ticker, Randomness randomness) {
        Wire wire = new Wire(config);
        try {
            NettyTransport transport = new NettyTransport(config, ticker, randomness, wire);
            LOG.info(
                    "node {} of cluster '{}' listens for its peers on {}{}",
                    config.self(),
                    config.cluster(),
                    transport.address,
                    wire.isEncrypted() ? " with TLS" : "");
            return transport;
        } catch (RuntimeException e) {
            wire.close();
            throw e;
        }
    }

    @Override
    public NodeId self() {
        return context.config().self();
    }

    @Override
    public Address address() {
        return address;
    }

    @Override
    public void serve(Service service, Handler handler) {
        context.services().serve(service, handler);
    }

    @Override
    public void meet(NodeId peer, Address whereTo) {
        if (peer.equals(self())) {
            throw new IllegalArgumentException("node " + peer + " cannot be its own peer");
        }
        peers.meet(peer, whereTo);
    }

    @Override
    public void forget(NodeId peer) {
        peers.forget(peer, "node " + self() + " has forgotten the peer");
    }

    @Override
    public CompletableFuture<byte[]> call(NodeId peer, Service service, byte[] request, Duration timeout) {
        Optional<Link> link = peers.find(peer);
        return link.isPresent()
                ? link.get().call(service, request, timeout)
                : CompletableFuture.failedFuture(
                        Call.failure(Delivery.NONE, peer, service, "node " + self() + " has not met this peer"));
    }

    @Override
    public List<LinkStatus> links() {
        return peers.met();
    }

    /**
     * Makes what leaves this node towards a peer travel differently, for tests and demonstrations. When a cut heals, the
     * connection is made anew and what was under way fails, as after a real cut.
     *
     * @throws IllegalStateException if the configuration does not allow it
     */
    public void shape(NodeId to, LinkShape shape) {
        if (!context.config().shapingAllowed()) {
            throw new IllegalStateException("cannot shape the link to " + to
                    + ": it is not allowed here; set net.shaping-allowed, in tests only");
        }
        LinkShape before = context.shapes().put(to, shape);
        if (before != null && before.cut() && !shape.cut()) {
            peers.find(to).ifPresent(link -> link.run(link.connector()::healed));
        }
    }

    /** As promised by the port; returns when the event loops have ended, so it must not be called on one of them. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        String reason = "node " + self() + " closes its transport";
        listener.close();
        peers.all().forEach(link -> link.retire(reason));
        context.wire().close();
        peers.all().forEach(link -> link.abandon(reason));
    }

    /** Decides who deals with a new connection: nobody, if too many strangers are at the door. */
    private ChannelHandler welcome(Channel channel) {
        int open = handshakes.incrementAndGet();
        if (open > context.limits().handshakesMax()) {
            handshakes.decrementAndGet();
            String reason = context.limits().handshakes().exceeded(open);
            context.complaints().warn(Cause.TOO_MANY_HANDSHAKES, Acceptance.host(channel), reason);
            channel.close();
            return new ChannelInboundHandlerAdapter();
        }
        return new Acceptance(context, peers, channel, handshakes::decrementAndGet);
    }
}
