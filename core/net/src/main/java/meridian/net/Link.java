package meridian.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import meridian.base.Address;
import meridian.base.NodeId;
import meridian.base.Ticker;
import meridian.net.Complaints.Cause;
import meridian.net.Message.Kind;
import meridian.net.TransportException.Delivery;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that is between this node and one peer: the calls without a reply, what is to be sent, and the connection. One
 * event loop owns it; a method that any thread may call says so.
 */
final class Link {
    private static final Logger LOG = LoggerFactory.getLogger(Link.class);

    /** What goes to the socket in one write. More would only make urgent messages wait. */
    private static final int BATCH_BYTES = FrameFormat.PIECE_BYTES_MAX;

    /** How late a timeout may be noticed. */
    private static final Duration SWEEP_INTERVAL = Duration.ofMillis(10);

    private final NodeId peer;
    private final EventLoop loop;
    private final LinkContext context;
    private final LinkBudget budget;
    private final Responder responder;
    private final Connector connector;
    private final Inbox inbox;
    private final Outbox outbox = new Outbox();
    private final PendingCalls pending = new PendingCalls();
    private final LinkTraffic traffic = new LinkTraffic();
    private final AtomicLong lastCall = new AtomicLong();

    private boolean sweepScheduled;
    private @Nullable String retirement;

    Link(NodeId peer, LinkContext context) {
        this.peer = peer;
        this.loop = context.wire().nextLoop();
        this.context = context;
        this.budget = new LinkBudget(context.limits());
        this.responder = new Responder(peer, context.services(), context.limits());
        this.connector = new Connector(this, context);
        this.inbox = new Inbox(loop, this::turn, outgoing -> drop(outgoing, "the transport is closed"));
    }

    NodeId peer() {
        return peer;
    }

    EventLoop loop() {
        return loop;
    }

    Connector connector() {
        return connector;
    }

    LinkLimits limits() {
        return context.limits();
    }

    Ticker ticker() {
        return context.ticker();
    }

    LinkTraffic traffic() {
        return traffic;
    }

    /** Any thread. */
    CompletableFuture<byte[]> call(Service service, byte[] request, Duration timeout) {
        Call call = new Call(lastCall.incrementAndGet(), peer, service, ticker().nanos() + timeout.toNanos());
        Message message = new Message(Kind.REQUEST, service.lane(), service.number(), call.id(), request);
        Optional<String> refusal = budget.admitRequest(message);
        if (refusal.isPresent()) {
            call.fail(Delivery.NONE, refusal.get());
        } else {
            inbox.add(new Outgoing.Request(call, message));
        }
        return call.future();
    }

    /** Any thread. Sends on this connection only: when it is gone, so is whoever waits for the message. */
    void answer(Connection connection, Message message) {
        Optional<String> refusal = budget.admit(message);
        if (refusal.isEmpty()) {
            inbox.add(new Outgoing.Bound(connection, message));
        } else if (message.kind() == Kind.REPLY) {
            String reason = "the peer handled it, but its reply found no place: " + refusal.get();
            answer(connection, message.failure(new Failure(Delivery.UNKNOWN, reason)));
        } else {
            connection.close("the peer does not read what it is sent: " + refusal.get());
        }
    }

    /** Any thread. */
    LinkStatus status(Address address) {
        return new LinkStatus(
                peer,
                address,
                connector.isConnected(),
                traffic.roundTrip(),
                traffic.bytesSent(),
                traffic.bytesReceived(),
                traffic.reconnects(),
                budget.requests());
    }

    /** Any thread: something can be sent now that could not before. */
    void wake() {
        inbox.wake();
    }

    /** Any thread. Does something on the event loop; nothing if that has ended, because there is no link then. */
    void run(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("link to {} has ended", peer, e);
        }
    }

    /** Any thread. Fails what is under way and ends the connection, for good. */
    void retire(String reason) {
        run(() -> {
            retirement = reason;
            connector.retire(reason);
            interrupt(reason);
        });
    }

    /** Fails what arrived too late for the event loop, which must have ended. */
    void abandon(String reason) {
        inbox.drain(outgoing -> drop(outgoing, reason));
        interrupt(reason);
    }

    void complain(Cause cause, String reason) {
        context.complaints().warn(cause, peer.name(), reason);
    }

    void requested(Connection connection, Message request) {
        responder.respond(request).thenAccept(answer -> answer(connection, answer));
    }

    void replied(long id, byte[] reply) {
        settle(id, call -> call.reply(reply));
    }

    void failed(long id, Failure failure) {
        settle(id, call -> call.fail(failure.delivery(), failure.text()));
    }

    /** The connection in use is gone, and everything with it that relied on it. */
    void interrupt(String reason) {
        outbox.clear(budget::unqueued);
        for (Call call : pending.removeAll()) {
            budget.requestOver();
            call.interrupt(reason);
        }
    }

    private void turn() {
        inbox.drain(this::take);
        if (!pending.isEmpty()) {
            connector.want();
            scheduleSweep();
        }
        Connection connection = connector.connection();
        if (connection != null) {
            write(connection);
        }
    }

    private void take(Outgoing outgoing) {
        switch (outgoing) {
            case Outgoing.Request request -> {
                if (retirement == null) {
                    pending.add(request.call());
                    outbox.add(request);
                } else {
                    drop(request, retirement);
                }
            }
            case Outgoing.Bound bound -> {
                if (bound.connection() == connector.connection()) {
                    outbox.add(bound);
                } else {
                    budget.unqueued(bound);
                }
            }
        }
    }

    /** Takes as much to the socket as it wants, and flushes once. */
    private void write(Connection connection) {
        boolean written = false;
        while (!outbox.isEmpty() && connection.isWritable()) {
            ByteBuf batch = connection.buffer((int) Math.min(outbox.bytes(), BATCH_BYTES + FrameFormat.HEAD_BYTES));
            outbox.fill(batch, BATCH_BYTES, budget::unqueued);
            connection.write(batch);
            written = true;
        }
        if (written) {
            connection.flush();
        }
    }

    private void drop(Outgoing outgoing, String reason) {
        budget.unqueued(outgoing);
        if (outgoing instanceof Outgoing.Request request) {
            budget.requestOver();
            request.call().fail(Delivery.NONE, reason);
        }
    }

    private void settle(long id, Consumer<Call> how) {
        // Whoever is not found has been failed already; a reply that comes after that changes nothing.
        pending.remove(id).ifPresent(call -> {
            budget.requestOver();
            how.accept(call);
        });
    }

    private void scheduleSweep() {
        if (!sweepScheduled) {
            sweepScheduled = true;
            loop.schedule(this::sweep, SWEEP_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void sweep() {
        sweepScheduled = false;
        Set<Call> overdue = pending.removeOverdue(ticker().nanos());
        if (!overdue.isEmpty()) {
            outbox.removeIf(
                    outgoing -> outgoing instanceof Outgoing.Request request && overdue.contains(request.call()),
                    budget::unqueued);
        }
        // Only now, when what they held is free: whoever is told may come back at once.
        for (Call call : overdue) {
            budget.requestOver();
            call.expire();
        }
        if (!pending.isEmpty()) {
            scheduleSweep();
        }
    }
}
