package meridian.net;

import java.util.Optional;
import meridian.base.Limit;

/**
 * Counts what a link holds against its limits. Requests and replies are counted apart: however much this node asks of a
 * peer, there is room to answer it. Any thread.
 */
final class LinkBudget {
    /** Pings and pongs that may wait besides one failure for each request of the peer. */
    private static final int SIGNS_MAX = 16;

    private final LinkLimits limits;
    private final Gauge requests;
    private final Gauge requestBytes;
    private final Gauge replyBytes;
    private final Gauge signs;

    LinkBudget(LinkLimits limits) {
        this.limits = limits;
        this.requests = new Gauge(limits.requestsInFlight());
        this.requestBytes = new Gauge(limits.queuedBytes());
        this.replyBytes = new Gauge(limits.queuedBytes());
        Limit perRequest = limits.requestsInFlight();
        this.signs = new Gauge(new Limit(perRequest.name(), perRequest.max() + SIGNS_MAX));
    }

    /** Lets a request in, or says which limit it would break. */
    Optional<String> admitRequest(Message request) {
        int size = request.payload().length;
        if (size > limits.messageBytesMax()) {
            return Optional.of(limits.messageBytes().exceeded(size));
        }
        Optional<String> refusal = requests.raise(1);
        if (refusal.isPresent()) {
            return refusal;
        }
        refusal = admit(request);
        if (refusal.isPresent()) {
            requests.lower(1);
        }
        return refusal;
    }

    /** Lets a message into the queue, or says which limit it would break. */
    Optional<String> admit(Message message) {
        return gauge(message).raise(amount(message));
    }

    /** The message has left, or is not going to. */
    void unqueued(Outgoing outgoing) {
        Message message = outgoing.message();
        gauge(message).lower(amount(message));
    }

    void requestOver() {
        requests.lower(1);
    }

    int requests() {
        return (int) requests.level();
    }

    private Gauge gauge(Message message) {
        return switch (message.kind()) {
            case REQUEST -> requestBytes;
            case REPLY -> replyBytes;
            case FAILURE, PING, PONG, HELLO, REFUSAL -> signs;
        };
    }

    private static int amount(Message message) {
        return switch (message.kind()) {
            case REQUEST, REPLY -> message.weight();
            case FAILURE, PING, PONG, HELLO, REFUSAL -> 1;
        };
    }
}
