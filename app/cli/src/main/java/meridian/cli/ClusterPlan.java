package meridian.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The shape that a new cluster on this machine is to have. */
final class ClusterPlan {
    static final int PORT_STEP = 10;
    private static final int NODES_DEFAULT = 3;
    private static final int NODES_MAX = 9;
    private static final int BASE_PORT_DEFAULT = 2379;
    private static final int BASE_PORT_MAX = 65_535 - NODES_MAX * PORT_STEP;
    private static final String REGION_DEFAULT = "local";

    @Option(names = "--nodes", paramLabel = "N", description = "How many nodes a new cluster gets (default: 3).")
    private @Nullable Integer nodes;

    @Option(
            names = "--base-port",
            paramLabel = "PORT",
            description = "The first client port of a new cluster (default: 2379).")
    private @Nullable Integer basePort;

    @Option(
            names = "--regions",
            paramLabel = "REGION",
            split = ",",
            description = "The regions of a new cluster's nodes, one after the other (default: local).")
    private @Nullable List<String> regions;

    /** Throws {@link Failure} if the numbers make no sense. */
    List<NodeFile.Place> places(boolean foreground) {
        int count = nodes().orElse(foreground ? 1 : NODES_DEFAULT);
        int base = Optional.ofNullable(basePort).orElse(BASE_PORT_DEFAULT);
        if (count < 1 || count > NODES_MAX) {
            throw new Failure("--nodes is " + count + ": use 1 to " + NODES_MAX + ".");
        }
        if (base < 1 || base > BASE_PORT_MAX) {
            throw new Failure("--base-port is " + base + ": use 1 to " + BASE_PORT_MAX + ".");
        }
        List<NodeFile.Place> places = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            places.add(new NodeFile.Place("n" + (i + 1), region(i), base + i * PORT_STEP));
        }
        return places;
    }

    private Optional<Integer> nodes() {
        return Optional.ofNullable(nodes);
    }

    private String region(int index) {
        return regions == null ? REGION_DEFAULT : regions.get(index % regions.size());
    }

    /** Throws {@link Failure} if the cluster that is there has another shape than the one asked for. */
    void refuseOtherThan(LocalCluster existing) {
        LocalNode first = existing.nodes().getFirst();
        boolean sameCount = nodes == null || nodes == existing.nodes().size();
        boolean samePort = basePort == null || basePort == first.client().port();
        boolean sameRegions =
                regions == null || regions.contains(first.config().node().region());
        if (!sameCount || !samePort || !sameRegions) {
            throw new Failure(existing.folder() + " holds a cluster of "
                    + existing.nodes().size() + " from client port "
                    + first.client().port()
                    + ". Start that one (./meridian up), start over (--fresh), or use another folder (--data DIR).");
        }
    }
}
