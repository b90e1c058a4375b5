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

    /** The settings for all nodes that {@code --config} gives; none if it describes one particular node. */
    String settings(Disk disk) {
        return config().map(file -> ConfigFile.read(file, disk))
                .filter(file -> !file.namesNode())
                .map(ConfigFile::yaml)
                .orElse("");
    }

    /** What a command has to be told to be about the same nodes. */
    String asArguments(Installation installation) {
        Path folder = folder(installation);
        return folder.equals(installation.defaultData()) ? "" : " --data " + folder;
    }

    /** The nodes: the one that {@code --config} names, or all in the folder. */
    LocalCluster cluster(Installation installation, Disk disk) {
        return config().filter(file -> ConfigFile.read(file, disk).namesNode())
                .map(file -> LocalCluster.of(file, disk))
                .orElseGet(() -> LocalCluster.in(folder(installation), disk));
    }
}
