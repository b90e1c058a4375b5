package meridian.net;

import java.util.concurrent.CompletableFuture;
import meridian.base.NodeId;
import meridian.net.TransportException.Delivery;

/** What this node waits for: the reply to one request. */
final class Call {
    /** How much of a request has left; only a request that left whole can be handled by the peer. */
    enum Progress {
        QUEUED,
        STARTED,
        SENT
    }

    private final long id;
    private final NodeId peer;
    private final Service service;
    private final long deadlineNanos;
    private final CompletableFuture<byte[]> future = new CompletableFuture<>();
    private Progress progress = Progress.QUEUED;

    Call(long id, NodeId peer, Service service, long deadlineNanos) {
        this.id = id;
        this.peer = peer;
        this.service = service;
        this.deadlineNanos = deadlineNanos;
    }

    long id() {
        return id;
    }

    CompletableFuture<byte[]> future() {
        return future;
    }

    void progress(Progress reached) {
        progress = reached;
    }

    boolean isOverdue(long nowNanos) {
        return nowNanos - deadlineNanos >= 0;
    }

    void reply(byte[] reply) {
        future.complete(reply);
    }

    /** The connection is gone. A request that has not left whole can never be put together by the peer. */
    void interrupt(String reason) {
        fail(progress == Progress.SENT ? Delivery.UNKNOWN : Delivery.NONE, reason);
    }

    /** There was no reply in time. A request of which a part has left goes on leaving, and may be handled then. */
    void expire() {
        if (progress == Progress.QUEUED) {
            fail(Delivery.NONE, "it could not be sent within its timeout");
        } else {
            fail(Delivery.UNKNOWN, "no reply within its timeout");
        }
    }

    void fail(Delivery delivery, String reason) {
        future.completeExceptionally(failure(delivery, peer, service, reason));
    }

    static TransportException failure(Delivery delivery, NodeId peer, Service service, String reason) {
        return new TransportException(delivery, "request to " + service.name() + " at " + peer + ": " + reason);
    }
}
