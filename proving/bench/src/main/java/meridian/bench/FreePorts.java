package meridian.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import meridian.base.Address;

/** Finds addresses on loopback that nobody listens on right now. */
final class FreePorts {
    private static final int ATTEMPTS_MAX = 100;

    private FreePorts() {}

    /** All of them are held open until the last one is found, so that no two are the same. */
    static List<Address> find(int count) {
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
            throw new BenchFailure("No free port on loopback: " + e.getMessage(), e);
        } finally {
            held.forEach(FreePorts::release);
        }
    }

    /** Addresses at these distances from one base port. */
    static List<Address> findPattern(List<Integer> offsets) {
        for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
            int base = find(1).getFirst().port();
            if (offsets.stream().allMatch(offset -> isFree(base + offset))) {
                return offsets.stream()
                        .map(offset ->
                                new Address(InetAddress.getLoopbackAddress().getHostAddress(), base + offset))
                        .toList();
            }
        }
        throw new BenchFailure("No free ports on loopback next to each other, after " + ATTEMPTS_MAX + " attempts.");
    }

    private static boolean isFree(int port) {
        try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return true;
        } catch (IOException | IllegalArgumentException e) {
            return false;
        }
    }

    private static void release(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
