package meridian.chaos.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import meridian.chaos.base.ChaosFailure;

/**
 * Whether this process has network and mount namespaces of its own. The script {@code isolated} gives them to it, and
 * leaves a note of which namespaces are outside: only who is in others may build networks and mount file systems.
 */
public final class Isolation {
    private static final String OUTSIDE = "MERIDIAN_OUTSIDE";
    private static final String REASON = "MERIDIAN_NOT_ISOLATED";
    private static final Path NAMESPACES = Path.of("/proc/self/ns");
    private static final List<String> KINDS = List.of("net", "mnt");

    private Isolation() {}

    /** Why there are none; empty if there are. */
    static Optional<String> missing() {
        String outside = System.getenv(OUTSIDE);
        if (outside != null) {
            List<String> others = List.of(outside.split(" "));
            return KINDS.stream().map(Isolation::own).anyMatch(others::contains)
                    ? Optional.of("this process is in the namespaces that were outside when it was isolated")
                    : Optional.empty();
        }
        return Optional.of(Optional.ofNullable(System.getenv(REASON))
                .orElse("this process was not started by proving/chaos/src/main/launch/isolated, as ./meridian chaos"
                        + " and the tests are"));
    }

    /** Throws if what is built here would show outside. */
    static void require() {
        missing().ifPresent(reason -> {
            throw new ChaosFailure("There are no namespaces of our own: " + reason);
        });
    }

    private static String own(String kind) {
        try {
            return Files.readSymbolicLink(NAMESPACES.resolve(kind)).toString();
        } catch (IOException e) {
            throw new ChaosFailure("Cannot read " + NAMESPACES.resolve(kind) + ": " + e.getMessage(), e);
        }
    }
}
