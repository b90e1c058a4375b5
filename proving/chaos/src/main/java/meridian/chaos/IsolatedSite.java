package meridian.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import meridian.base.Address;
import meridian.base.NodeId;
import meridian.chaos.base.ChaosFailure;
import meridian.chaos.host.Command;
import meridian.chaos.host.IsolatedHost;
import meridian.chaos.host.IsolatedHosts;
import meridian.chaos.host.Mechanism;
import meridian.chaos.host.Network;

/** A host for each node, with an address, a disk, a share of the CPU and a clock of its own, all of which can fail. */
final class IsolatedSite implements Site {
    private static final int CLIENT_PORT = 2379;
    private static final int PEER_PORT = 2380;
    private static final int METRICS_PORT = 2381;
    private static final Duration CERTIFICATES_MAX = Duration.ofSeconds(60);

    private final Path folder;
    private final Set<Mechanism> used;
    private final IsolatedHosts hosts;
    private final Map<NodeId, IsolatedHost> byNode = new LinkedHashMap<>();

    /**
     * Makes no host yet.
     *
     * @param folder for the disks and whatever else the hosts need
     * @param used the mechanisms for the faults that are wanted
     */
    IsolatedSite(Path folder, Set<Mechanism> used) {
        this.folder = folder;
        this.used = Set.copyOf(used);
        this.hosts = IsolatedHosts.create(folder, used);
    }

    @Override
    public List<Place> places(int count, Path parent) {
        List<Place> places = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            places.add(place(new NodeId("n" + i), parent));
        }
        certify(places);
        return List.copyOf(places);
    }

    private Place place(NodeId node, Path parent) {
        Path own = parent.resolve(node.name());
        IsolatedHost host = hosts.add(node.name(), Place.disk(own));
        byNode.put(node, host);
        return new Place(
                node,
                new Address(host.address(), CLIENT_PORT),
                new Address(host.address(), PEER_PORT),
                new Address(host.address(), METRICS_PORT),
                own);
    }

    /** Nodes that are not on loopback talk to each other by TLS only. */
    private void certify(List<Place> places) {
        List<String> line = new ArrayList<>(Product.installed().tool());
        line.addAll(List.of("cert", "init", "--data", folder.toString(), "--nodes"));
        line.add(places.stream().map(place -> place.id().name()).collect(Collectors.joining(",")));
        line.add("--hosts");
        line.add(places.stream().map(place -> place.peer().host()).collect(Collectors.joining(",")));
        new Command(line, "", CERTIFICATES_MAX).run();
    }

    @Override
    public IsolatedHost host(Place place) {
        return Optional.ofNullable(byNode.get(place.id()))
                .orElseThrow(() -> new ChaosFailure("There is no host for " + place.id()));
    }

    /** Its hosts are called as their nodes. */
    @Override
    public Optional<Network> network() {
        return Optional.of(hosts.network()).filter(_ -> used.contains(Mechanism.PACKETS));
    }

    @Override
    public List<String> command(Place place, List<String> node) {
        return host(place).command(node);
    }

    @Override
    public String peerSettings(Place place) {
        Path certificates = folder.resolve("certs");
        return "  tls: {certificate: '%s', key: '%s', authorities: '%s'}\n"
                .formatted(
                        certificates.resolve(place.id() + ".crt"),
                        certificates.resolve(place.id() + ".key"),
                        certificates.resolve("nodes-authority.crt"));
    }

    /** Everybody who could read along is us. */
    @Override
    public String clientSettings() {
        return "  allow-insecure: true\n";
    }

    @Override
    public void wipe(Place place) {
        host(place).disk().replace();
    }

    @Override
    public void close() {
        hosts.close();
    }
}
