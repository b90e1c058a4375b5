package meridian.net;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import meridian.base.Address;
import meridian.base.NodeId;

/** The links of a transport: to peers that were met, and to those that came by themselves. Any thread. */
final class Peers {
    private final LinkContext context;
    private final Map<NodeId, Link> links = new ConcurrentHashMap<>();
    private final Map<NodeId, Address> addresses = new ConcurrentHashMap<>();

    Peers(LinkContext context) {
        this.context = context;
    }

    void meet(NodeId peer, Address address) {
        addresses.put(peer, address);
        Link link = links.computeIfAbsent(peer, id -> new Link(id, context));
        link.run(() -> link.connector().meet(address));
    }

    void forget(NodeId peer, String reason) {
        addresses.remove(peer);
        Link link = links.remove(peer);
        if (link != null) {
            link.retire(reason);
        }
    }

    Optional<Link> find(NodeId peer) {
        return Optional.ofNullable(links.get(peer));
    }

    /** The link for a peer that has dialled, unless there are too many already. */
    Optional<Link> offered(NodeId peer) {
        if (links.size() >= context.limits().peersMax()) {
            links.values().stream()
                    .filter(this::isGoneStranger)
                    .forEach(link -> forget(link.peer(), "it was never met"));
        }
        if (links.size() >= context.limits().peersMax()) {
            return find(peer);
        }
        return Optional.of(links.computeIfAbsent(peer, id -> new Link(id, context)));
    }

    Collection<Link> all() {
        return links.values();
    }

    List<LinkStatus> met() {
        List<LinkStatus> statuses = new ArrayList<>();
        addresses.forEach((peer, address) -> find(peer).ifPresent(link -> statuses.add(link.status(address))));
        return List.copyOf(statuses);
    }

    private boolean isGoneStranger(Link link) {
        return !addresses.containsKey(link.peer()) && !link.connector().isConnected();
    }
}
