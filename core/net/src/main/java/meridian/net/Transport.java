package meridian.net;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import meridian.base.Address;
import meridian.base.NodeId;

/**
 * Requests and replies between nodes. All services share one TCP connection per pair of nodes; it is made when the
 * first request needs it and made again, after a pause with jitter, when it breaks.
 *
 * <p>Implementations never block the caller, never deliver a request twice, and never retry one. Any thread may call
 * any method, except that {@link #close()} must not be called on an event loop.
 */
public interface Transport extends AutoCloseable {
    NodeId self();

    /** Where this node listens; with port 0 in the configuration this is the port that was free. */
    Address address();

    /** Answers requests for a service from now on. Until then they fail at the caller as not delivered. */
    void serve(Service service, Handler handler);

    /** Says where a node can be reached. A new address takes effect with the next connection. */
    void meet(NodeId peer, Address address);

    /** Ends the connection to a peer and fails what is under way to it. Nothing can be sent to it until it is met again. */
    void forget(NodeId peer);

    /**
     * Sends a request; the arrays belong to the transport from here on and must not change. Requests of one service to
     * one peer arrive in the order of the calls. While there is no connection a request waits for one, as long as its
     * timeout allows and the queue to the peer has room.
     *
     * @return the reply, or a {@link TransportException} that says whether the request may have been delivered. It is
     *     completed on an event loop: what depends on it must not block, or must go on elsewhere.
     */
    CompletableFuture<byte[]> call(NodeId peer, Service service, byte[] request, Duration timeout);

    /** What is known about each peer that was met. */
    List<LinkStatus> links();

    /** Stops listening, fails what is under way, closes all connections. */
    @Override
    void close();

    /**
     * Answers a request. Called on an event loop: it must not block. Both arrays belong to whoever receives them. The
     * future may be completed on any thread; a failed one is sent back as its message.
     */
    @FunctionalInterface
    interface Handler {
        CompletableFuture<byte[]> handle(NodeId from, byte[] request);
    }
}
