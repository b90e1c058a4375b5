package meridian.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import meridian.base.Address;
import meridian.net.Complaints.Cause;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which connection a link uses. Either side may dial. When both do at the same time, the one that the node with
 * the smaller id dialled is kept: that node lets the other's attempt wait until its own has succeeded or failed, while
 * the other gives up its own attempt as soon as it sees the first. No request is sent before a connection is agreed
 * upon, so none is lost by this. Owned by the link's event loop.
 */
final class Connector {
    private static final Logger LOG = LoggerFactory.getLogger(Connector.class);

    private final Link link;
    private final LinkContext context;

    private @Nullable Address address;
    private volatile @Nullable Connection connection;
    private @Nullable Dial dial;
    private @Nullable Acceptance held;
    private @Nullable Future<?> pause;
    private long latestDial;
    private int failures;
    private boolean wanted;
    private boolean retired;

    Connector(Link link, LinkContext context) {
        this.link = link;
        this.context = context;
    }

    @Nullable
    Connection connection() {
        return connection;
    }

    /** Any thread. */
    boolean isConnected() {
        return connection != null;
    }

    void meet(Address whereTo) {
        boolean moved = !whereTo.equals(address);
        address = whereTo;
        if (moved) {
            retryNow();
        }
    }

    /** There is something to send: from now on the link is kept connected. */
    void want() {
        wanted = true;
        dialIfIdle();
    }

    void dialed(Channel channel, ChannelHandler handshake, Hello peer) {
        dial = null;
        establish(channel, handshake, peer);
        refuseHeld("it is connected already");
    }

    void dialFailed(String reason) {
        dial = null;
        Acceptance offer = held;
        if (offer != null && offer.isOpen() && !isCut()) {
            held = null;
            accept(offer);
            return;
        }
        link.complain(Cause.UNREACHABLE, reason);
        failures++;
        dialAfterPause();
    }

    /** The peer has dialled, said who it is, and waits for an answer. */
    void offered(Acceptance offer) {
        Connection current = connection;
        if (!offer.isOpen()) {
            return;
        }
        if (retired) {
            offer.refuse("this node has forgotten it");
        } else if (isCut()
                || (current == null && dial != null && context.config().self().compareTo(link.peer()) < 0)) {
            refuseHeld("it has dialled anew");
            held = offer;
        } else if (current != null && !offer.peer().supersedes(current.peer())) {
            offer.refuse("it is connected already");
        } else {
            accept(offer);
        }
    }

    void lost(Connection gone, String reason) {
        if (gone == connection) {
            connection = null;
            LOG.info("lost the connection to {}: {}", link.peer(), reason);
            link.interrupt("the connection was lost: " + reason);
            dialAfterPause();
        }
    }

    /** What left this node was lost for a while: begins anew, as after a real cut. */
    void healed() {
        refuseHeld("the link was cut");
        Connection current = connection;
        if (current != null) {
            current.close("the link was cut");
            lost(current, "the link was cut");
        }
        abandonDial();
        failures = 0;
        retryNow();
    }

    void retire(String reason) {
        retired = true;
        refuseHeld(reason);
        cancelPause();
        abandonDial();
        Connection current = connection;
        connection = null;
        if (current != null) {
            current.close(reason);
        }
    }

    private void accept(Acceptance offer) {
        cancelPause();
        abandonDial();
        Connection old = connection;
        if (old != null) {
            old.close("the peer has connected anew");
            connection = null;
            link.interrupt("the peer has connected anew");
        }
        shape(offer.channel());
        offer.accept(context.hello(link.peer(), latestDial));
        establish(offer.channel(), offer, offer.peer());
    }

    private void establish(Channel channel, ChannelHandler handshake, Hello peer) {
        failures = 0;
        FrameDecoder decoder = channel.pipeline().get(FrameDecoder.class);
        decoder.handshakeOver();
        Connection established = new Connection(link, channel, decoder, peer);
        connection = established;
        channel.pipeline().replace(handshake, Connection.class.getSimpleName(), established);
        link.traffic().connected();
        LOG.info("connected to {}", link.peer());
        link.wake();
    }

    /** Puts what delays and swallows frames into a new channel, if this node was configured for it. */
    void shape(Channel channel) {
        if (context.config().shapingAllowed()) {
            String decoder = channel.pipeline().context(FrameDecoder.class).name();
            channel.pipeline()
                    .addBefore(
                            decoder,
                            "shaper",
                            new LinkShaper(
                                    () -> context.shapeTowards(link.peer()), context.ticker(), context.randomness()));
        }
    }

    private void dialIfIdle() {
        Address target = address;
        if (wanted && !retired && connection == null && dial == null && pause == null && target != null) {
            latestDial = context.dials().incrementAndGet();
            Dial attempt = new Dial(link, context, context.hello(link.peer(), latestDial));
            dial = attempt;
            attempt.start(target);
        }
    }

    private void dialAfterPause() {
        if (wanted && !retired && pause == null) {
            pause = link.loop().schedule(this::retryNow, nextPauseNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void retryNow() {
        cancelPause();
        dialIfIdle();
    }

    private void abandonDial() {
        if (dial != null) {
            dial.abandon();
            dial = null;
        }
    }

    private void cancelPause() {
        if (pause != null) {
            pause.cancel(false);
            pause = null;
        }
    }

    /** Doubles with each failure; the second half of it is left to chance, so that peers don't come back in step. */
    private long nextPauseNanos() {
        long least = context.limits().reconnectPauseMin().toNanos();
        Duration most = context.limits().reconnectPauseMax();
        long doubled = least << Math.min(failures, Long.numberOfLeadingZeros(least) - 1);
        long half = Math.min(doubled, most.toNanos()) / 2;
        return half + (long) (context.randomness().nextDouble() * half);
    }

    private void refuseHeld(String reason) {
        if (held != null) {
            held.refuse(reason);
            held = null;
        }
    }

    private boolean isCut() {
        return context.shapeTowards(link.peer()).cut();
    }
}
