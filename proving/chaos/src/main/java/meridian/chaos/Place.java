package meridian.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import meridian.base.Address;
import meridian.base.NodeId;
import meridian.chaos.base.ChaosFailure;
import meridian.chaos.load.Endpoint;

/** Where a node is: its ports and its folder. */
record Place(NodeId id, Address client, Address peer, Address metrics, Path folder) {
    private static final int PORTS = 3;

    /** As many places on ports that nobody uses right now, and folders that do not exist yet. */
    static List<Place> find(int count, Path parent) {
        List<Address> addresses = freeAddresses(count * PORTS);
        List<Place> places = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            NodeId id = new NodeId("n" + (i + 1));
            List<Address> own = addresses.subList(i * PORTS, (i + 1) * PORTS);
            places.add(new Place(id, own.get(0), own.get(1), own.get(2), parent.resolve(id.name())));
        }
        return List.copyOf(places);
    }

    /** All of them are held open until the last one is found, so that no two are the same. */
    private static List<Address> freeAddresses(int count) {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                held.add(new ServerSocket(0, 1, loopback));
            }
            return held.stream()
                    .map(socket -> new Address(loopback.getHostAddress(), socket.getLocalPort()))
                    .toList();
        } catch (IOException e) {
            throw new ChaosFailure("No free port on loopback: " + e.getMessage(), e);
        } finally {
            held.forEach(Place::release);
        }
    }

    private static void release(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Endpoint endpoint() {
        return new Endpoint(id, client);
    }

    /** What may be a disk of its own; nothing but the node's data is there. */
    static Path disk(Path folder) {
        return folder.resolve("disk");
    }

    Path data() {
        return disk(folder).resolve("data");
    }

    Path configuration() {
        return folder.resolve("node.yaml");
    }

    /** What the process says, over all its lives. */
    Path output() {
        return folder.resolve("output.log");
    }

    Path scratch() {
        return folder.resolve("scratch");
    }
}
