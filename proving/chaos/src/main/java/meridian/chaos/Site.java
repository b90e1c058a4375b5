package meridian.chaos;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import meridian.chaos.host.IsolatedHost;
import meridian.chaos.host.Mechanism;
import meridian.chaos.host.Network;

/** What is below the nodes of a cluster: the machines that they are on, or what they take for machines. */
sealed interface Site extends AutoCloseable permits Loopback, IsolatedSite {
    /**
     * One on which those faults are possible that need these mechanisms.
     *
     * @param folder for what the machines need themselves
     */
    static Site with(Set<Mechanism> used, Path folder) {
        return used.isEmpty() ? new Loopback() : new IsolatedSite(folder, used);
    }

    /** So many places for nodes, with nothing in them yet. */
    List<Place> places(int count, Path folder);

    /** How a node is started at a place; asked anew for each start. */
    List<String> command(Place place, List<String> node);

    /** What its file says of the port for other nodes, besides where it is: lines of that section. */
    String peerSettings(Place place);

    /** The same of the port for clients. */
    String clientSettings();

    /** The machine that a place is on. Throws if it has none of its own. */
    IsolatedHost host(Place place);

    /** The network between the machines, if packets can be kept from arriving there. */
    Optional<Network> network();

    /** Takes away all that a node has on disk, as a lost disk does. */
    void wipe(Place place);

    /** To be called when no node runs there any more. */
    @Override
    void close();
}
