package meridian.net;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import meridian.base.NodeId;
import meridian.net.TransportException.Delivery;
import org.jspecify.annotations.Nullable;

/** Answers one peer's requests: finds the handler, and turns whatever it does into one message back. */
final class Responder {
    private final NodeId peer;
    private final Services services;
    private final LinkLimits limits;
    private final AtomicInteger handling = new AtomicInteger();

    Responder(NodeId peer, Services services, LinkLimits limits) {
        this.peer = peer;
        this.services = services;
        this.limits = limits;
    }

    /** The answer, once there is one; never fails. */
    CompletableFuture<Message> respond(Message request) {
        Optional<Transport.Handler> handler = services.find(request.service());
        if (handler.isEmpty()) {
            return unhandled(request, "the peer does not serve this (yet)");
        }
        int count = handling.incrementAndGet();
        if (count > limits.requestsInFlightMax()) {
            handling.decrementAndGet();
            return unhandled(
                    request, "the peer is busy: " + limits.requestsInFlight().exceeded(count));
        }
        return handle(handler.get(), request).handle((reply, failure) -> {
            handling.decrementAndGet();
            return answer(request, reply, failure);
        });
    }

    private CompletableFuture<byte[]> handle(Transport.Handler handler, Message request) {
        try {
            return handler.handle(peer, request.payload());
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private Message answer(Message request, byte @Nullable [] reply, @Nullable Throwable failure) {
        if (failure != null) {
            return request.failure(new Failure(Delivery.FAILED, Failures.describe(failure)));
        }
        if (reply == null) {
            return request.failure(new Failure(Delivery.FAILED, "the peer's handler replied with null"));
        }
        if (reply.length > limits.messageBytesMax()) {
            String reason = "the reply is too large: " + limits.messageBytes().exceeded(reply.length);
            return request.failure(new Failure(Delivery.FAILED, reason));
        }
        return request.reply(reply);
    }

    private static CompletableFuture<Message> unhandled(Message request, String reason) {
        return CompletableFuture.completedFuture(request.failure(new Failure(Delivery.NONE, reason)));
    }
}
