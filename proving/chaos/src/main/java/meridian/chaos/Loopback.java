package meridian.chaos;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import meridian.chaos.base.ChaosFailure;
import meridian.chaos.base.Folders;
import meridian.chaos.host.IsolatedHost;
import meridian.chaos.host.Network;

/** This machine as it is: ports on loopback, folders on its disk. */
record Loopback() implements Site {
    @Override
    public List<Place> places(int count, Path folder) {
        return Place.find(count, folder);
    }

    @Override
    public List<String> command(Place place, List<String> node) {
        return node;
    }

    @Override
    public String peerSettings(Place place) {
        return "";
    }

    @Override
    public String clientSettings() {
        return "";
    }

    @Override
    public IsolatedHost host(Place place) {
        throw new ChaosFailure(place.id() + " has no host of its own: all nodes are on this machine");
    }

    @Override
    public Optional<Network> network() {
        return Optional.empty();
    }

    @Override
    public void wipe(Place place) {
        Folders.delete(place.data());
    }

    @Override
    public void close() {
        // There is nothing to put away.
    }
}
