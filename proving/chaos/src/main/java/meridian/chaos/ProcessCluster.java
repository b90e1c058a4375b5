package meridian.chaos;

import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import meridian.base.NodeId;
import meridian.chaos.base.Await;
import meridian.chaos.base.ChaosFailure;
import meridian.chaos.base.Folders;
import meridian.chaos.host.IsolatedHost;
import meridian.chaos.host.Network;
import meridian.chaos.load.Endpoint;
import meridian.chaos.load.StoreClient;

/** A cluster of nodes, each a process with its own folder and ports. */
final class ProcessCluster implements AutoCloseable {
    private static final Duration READY_MAX = Duration.ofMinutes(2);
    private static final Duration CONNECT_MAX = Duration.ofSeconds(2);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(CONNECT_MAX).build();
    private final Site site;
    private final Cleanup cleanup = Cleanup.atExit();
    private final Map<NodeProcess, ControlPort> nodes = new LinkedHashMap<>();

    /**
     * Writes what the nodes need into the folder, but starts none.
     *
     * @param settings more of the configuration file, the same for all nodes
     * @param site where the nodes are; it is closed with the cluster
     */
    ProcessCluster(Path folder, int count, String settings, Site site) {
        this.site = site;
        cleanup.later(site::close);
        try {
            prepare(site.places(count, Folders.create(folder)), settings);
        } catch (RuntimeException failure) {
            close();
            throw failure;
        }
    }

    private void prepare(List<Place> places, String settings) {
        Product product = Product.installed();
        for (Place place : places) {
            Folders.create(place.folder());
            Folders.write(place.configuration(), NodeFile.write("chaos", place, places, site, settings));
            NodeProcess node = new NodeProcess(place, product, site);
            cleanup.later(node::kill);
            nodes.put(node, new ControlPort(http, place.metrics()));
        }
    }

    /** Starts all of them and waits until they serve. */
    void start() {
        nodes().forEach(NodeProcess::start);
        nodes().forEach(this::awaitReady);
    }

    List<NodeProcess> nodes() {
        return List.copyOf(nodes.keySet());
    }

    List<NodeProcess> others(NodeProcess node) {
        return nodes().stream().filter(other -> other != node).toList();
    }

    Duration awaitReady(NodeProcess node) {
        return Await.until(node.id() + " becomes ready", READY_MAX, () -> {
            node.requireNoCrash();
            return isHealthy(node);
        });
    }

    /** Does it serve, as far as it says itself? */
    boolean isHealthy(NodeProcess node) {
        return port(node).isHealthy();
    }

    Optional<ControlPort.Standing> standing(NodeProcess node) {
        return node.isRunning() && !node.isPaused() ? port(node).standing() : Optional.empty();
    }

    /** Who leads, among nodes that can be asked. One that was cut off may still believe that it does. */
    Optional<NodeProcess> leader(List<NodeProcess> among) {
        record Candidate(NodeProcess node, ControlPort.Standing standing) {}
        return among.stream()
                .flatMap(node -> standing(node).map(it -> new Candidate(node, it)).stream())
                .filter(it -> it.standing.leads())
                .max(Comparator.comparingLong(it -> it.standing.term()))
                .map(Candidate::node);
    }

    NodeProcess awaitLeader(List<NodeProcess> among) {
        return Await.present(
                "one of " + among.stream().map(NodeProcess::id).toList() + " leads", READY_MAX, () -> leader(among));
    }

    /** Nothing that the one sends arrives at the other any more. */
    void cut(NodeProcess from, NodeProcess to) {
        site.network()
                .ifPresentOrElse(
                        network -> network.cut(from.id().name(), to.id().name()),
                        () -> port(from).cut(to.id(), true));
    }

    /** All that the one sends arrives at the other later. */
    void slow(NodeProcess from, NodeProcess to, Duration delay, Duration jitter) {
        port(from).slow(to.id(), delay, jitter);
    }

    /** What a node measures; empty if it does not answer. */
    Optional<String> metrics(NodeProcess node) {
        return node.isRunning() && !node.isPaused() ? port(node).metrics() : Optional.empty();
    }

    /** What the node is on. Throws unless the nodes have hosts of their own. */
    IsolatedHost host(NodeProcess node) {
        return site.host(node.place());
    }

    /** The network between the nodes. Throws if packets cannot be kept from arriving there. */
    Network network() {
        return site.network().orElseThrow(() -> new ChaosFailure("Packets arrive on this machine, whatever we do"));
    }

    /** Where clients find the nodes. */
    List<Endpoint> endpoints() {
        return nodes().stream().map(node -> node.place().endpoint()).toList();
    }

    /** All links work again, as far as it depends on nodes that run. */
    void healLinks() {
        site.network().ifPresent(Network::heal);
        for (NodeProcess from : nodes()) {
            if (from.isRunning() && !from.isPaused()) {
                others(from).forEach(to -> port(from).cut(to.id(), false));
            }
        }
    }

    /** Everybody runs, nobody is paused or cut off, and everybody serves. */
    void calm() {
        for (NodeProcess node : nodes()) {
            node.requireNoCrash();
            if (node.isPaused()) {
                node.resume();
            }
            if (!node.isRunning()) {
                node.start();
            }
        }
        nodes().forEach(this::awaitAnswer);
        healLinks();
        nodes().forEach(this::awaitReady);
    }

    private void awaitAnswer(NodeProcess node) {
        Await.until(node.id() + " answers on its metrics port", READY_MAX, () -> {
            node.requireNoCrash();
            return standing(node).isPresent();
        });
    }

    /** The checksums of all nodes' states at one revision: all the same, or something is very wrong. */
    Map<NodeId, Long> hashes() {
        Map<NodeId, Long> hashes = new LinkedHashMap<>();
        long revision = revision(nodes().getFirst());
        for (NodeProcess node : nodes()) {
            // After a linearizable read the node has come to that revision too.
            revision(node);
            try (StoreClient client = new StoreClient(node.place().endpoint())) {
                hashes.put(node.id(), client.hash(revision));
            }
        }
        return hashes;
    }

    /** The revision of the store at a moment between call and return, read on this node. */
    long revision(NodeProcess node) {
        try (StoreClient client = new StoreClient(node.place().endpoint())) {
            return client.revision();
        }
    }

    private ControlPort port(NodeProcess node) {
        return Optional.ofNullable(nodes.get(node)).orElseThrow();
    }

    @Override
    public void close() {
        cleanup.close();
        http.close();
    }
}
