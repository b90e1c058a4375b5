package meridian.raft;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import meridian.base.Address;
import meridian.base.NodeId;
import meridian.net.LinkStatus;
import meridian.net.Service;
import meridian.net.Transport;
import meridian.net.TransportException;
import meridian.net.TransportException.Delivery;

/** Joins the nodes of a test in one process. Links can be cut, per direction: what is sent then is lost silently. */
final class Switchboard {
    private final Map<NodeId, Line> lines = new ConcurrentHashMap<>();
    private final Set<List<NodeId>> cuts = ConcurrentHashMap.newKeySet();
    private final Set<Service> lost = ConcurrentHashMap.newKeySet();

    Transport connect(NodeId node) {
        Line line = new Line(node);
        lines.put(node, line);
        return line;
    }

    void cut(NodeId from, NodeId to) {
        cuts.add(List.of(from, to));
    }

    void isolate(NodeId node) {
        for (NodeId other : new HashSet<>(lines.keySet())) {
            cut(node, other);
            cut(other, node);
        }
    }

    /** Requests to this service are lost silently, whoever sends them. */
    void lose(Service service) {
        lost.add(service);
    }

    void heal() {
        cuts.clear();
        lost.clear();
    }

    private boolean carries(NodeId from, NodeId to) {
        return !cuts.contains(List.of(from, to));
    }

    private final class Line implements Transport {
        private final NodeId node;
        private final Map<Integer, Handler> handlers = new ConcurrentHashMap<>();
        private final ExecutorService loop =
                Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory());
        private volatile boolean open = true;

        Line(NodeId node) {
            this.node = node;
        }

        @Override
        public NodeId self() {
            return node;
        }

        @Override
        public Address address() {
            return new Address("127.0.0.1", 1);
        }

        @Override
        public void serve(Service service, Handler handler) {
            handlers.put(service.number(), handler);
        }

        @Override
        public void meet(NodeId peer, Address address) {}

        @Override
        public void forget(NodeId peer) {}

        @Override
        public CompletableFuture<byte[]> call(NodeId peer, Service service, byte[] request, Duration timeout) {
            CompletableFuture<byte[]> reply = new CompletableFuture<>();
            Line other = lines.get(peer);
            if (other == null || !other.open) {
                return CompletableFuture.failedFuture(new TransportException(Delivery.NONE, peer + " is down"));
            }
            CompletableFuture<byte[]> answer = new CompletableFuture<>();
            if (carries(node, peer) && !lost.contains(service)) {
                other.loop.execute(() -> other.receive(node, service, request, answer));
            }
            answer.whenComplete((bytes, failure) -> {
                if (!carries(peer, node)) {
                    return;
                } else if (failure == null) {
                    reply.complete(bytes);
                } else {
                    reply.completeExceptionally(failure);
                }
            });
            CompletableFuture.delayedExecutor(timeout.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(() -> reply.completeExceptionally(
                            new TransportException(Delivery.UNKNOWN, peer + " did not answer in " + timeout)));
            return reply;
        }

        private void receive(NodeId from, Service service, byte[] request, CompletableFuture<byte[]> answer) {
            Handler handler = handlers.get(service.number());
            if (handler == null || !open) {
                answer.completeExceptionally(new TransportException(Delivery.NONE, service.name() + " is not served"));
                return;
            }
            handler.handle(from, request).whenComplete((bytes, failure) -> {
                if (failure == null) {
                    answer.complete(bytes);
                } else {
                    answer.completeExceptionally(
                            new TransportException(Delivery.FAILED, String.valueOf(failure.getMessage())));
                }
            });
        }

        @Override
        public List<LinkStatus> links() {
            return List.of();
        }

        @Override
        public void close() {
            open = false;
            loop.shutdown();
        }
    }
}
