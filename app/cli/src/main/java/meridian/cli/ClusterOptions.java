package meridian.cli;

import java.nio.file.Path;
import java.util.Optional;
import meridian.base.Disk;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which nodes of this machine a command is about. */
final class ClusterOptions {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The folder of the cluster's nodes (default: data in Meridian's own folder).")
    private @Nullable Path data;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The configuration file of one node, or for `up` settings for all of them.")
    private @Nullable Path config;

    Path folder(Installation installation) {
        return (data == null ? installation.defaultData() : data)
                .toAbsolutePath()
                .normalize();
    }

    Optional<Path> config() {
        return Optional.ofNullable(config).map(path -> path.toAbsolutePath().normalize());
    }

    /** The nodes: the one that {@code --config} names, or all in the folder. */
    LocalCluster cluster(Installation installation, Disk disk) {
        return config().filter(file -> ConfigFile.read(file, disk).namesNode())
                .map(file -> LocalCluster.of(file, disk))
                .orElseGet(() -> LocalCluster.in(folder(installation), disk));
    }
}
