package meridian.node;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import meridian.base.Address;

/**
 * Finds out which process listens on a port, so that a refusal can name it. Reads what Linux shows under {@code /proc};
 * elsewhere, and about processes of others, it knows nothing.
 */
public final class PortOwner {
    private static final String LISTENING = "0A";
    private static final int LOCAL_ADDRESS = 1;
    private static final int STATE = 3;
    private static final int INODE = 9;

    private PortOwner() {}

    /** The sentence for a port that cannot be had. */
    public static String inUse(String setting, Address address) {
        String owner = find(address.port()).map(name -> " by " + name).orElse("");
        return setting + " " + address + " is in use" + owner + ": stop that process or choose another port.";
    }

    static Optional<String> find(int port) {
        try {
            Set<String> sockets = listeningSockets(port);
            return sockets.isEmpty() ? Optional.empty() : ownerOf(sockets);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Set<String> listeningSockets(int port) throws IOException {
        String suffix = ":" + HexFormat.of().withUpperCase().toHexDigits((short) port);
        try (Stream<String> lines = Stream.concat(tableLines("tcp"), tableLines("tcp6"))) {
            return lines.map(line -> List.of(line.strip().split("\\s+")))
                    .filter(fields -> fields.size() > INODE
                            && fields.get(LOCAL_ADDRESS).endsWith(suffix)
                            && fields.get(STATE).equals(LISTENING))
                    .map(fields -> "socket:[" + fields.get(INODE) + "]")
                    .collect(Collectors.toSet());
        }
    }

    private static Stream<String> tableLines(String table) throws IOException {
        Path file = Path.of("/proc/net", table);
        return Files.exists(file) ? Files.readAllLines(file).stream() : Stream.empty();
    }

    private static Optional<String> ownerOf(Set<String> sockets) throws IOException {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[1-9]*")) {
            for (Path process : processes) {
                if (holdsAny(process, sockets)) {
                    String name = Files.readString(process.resolve("comm")).strip();
                    return Optional.of("process " + process.getFileName() + " (" + name + ")");
                }
            }
        }
        return Optional.empty();
    }

    /** Another user's process does not show what it holds, and any may end while it is looked at: then it does not. */
    private static boolean holdsAny(Path process, Set<String> sockets) {
        try (DirectoryStream<Path> handles = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path handle : handles) {
                if (sockets.contains(Files.readSymbolicLink(handle).toString())) {
                    return true;
                }
            }
        } catch (IOException e) {
            return false;
        }
        return false;
    }
}
