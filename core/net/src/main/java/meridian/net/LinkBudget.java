package meridian.net;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what a link holds against its limits. Any thread may ask; nobody waits. */
final class LinkBudget {
    private final LinkLimits limits;
    private final AtomicLong queuedBytes = new AtomicLong();
    private final AtomicInteger requests = new AtomicInteger();

    LinkBudget(LinkLimits limits) {
        this.limits = limits;
    }

    /** Lets a request in, or says which limit it would break. */
    Optional<String> admitRequest(Message message) {
        int size = message.payload().length;
        if (size > limits.messageBytesMax()) {
            return Optional.of(limits.messageBytes().exceeded(size));
        }
        int count = requests.incrementAndGet();
        if (count > limits.requestsInFlightMax()) {
            requests.decrementAndGet();
            return Optional.of(limits.requestsInFlight().exceeded(count));
        }
        Optional<String> refusal = admit(message);
        if (refusal.isPresent()) {
            requests.decrementAndGet();
        }
        return refusal;
    }

    /** Lets a message into the queue, or says which limit it would break. */
    Optional<String> admit(Message message) {
        long total = queuedBytes.addAndGet(message.weight());
        if (total <= limits.queuedBytesMax()) {
            return Optional.empty();
        }
        queuedBytes.addAndGet(-message.weight());
        return Optional.of(limits.queuedBytes().exceeded(total));
    }

    /** The message has left, or is not going to. */
    void unqueued(Outgoing outgoing) {
        queuedBytes.addAndGet(-outgoing.message().weight());
    }

    void requestOver() {
        requests.decrementAndGet();
    }

    int requests() {
        return requests.get();
    }

    long queuedBytes() {
        return queuedBytes.get();
    }
}
