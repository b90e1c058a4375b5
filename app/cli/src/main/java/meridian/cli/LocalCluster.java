package meridian.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import meridian.base.Disk;
import meridian.node.BadConfig;
import meridian.node.ConfigReader;
import meridian.node.DataFolder;

/**
 * The nodes of this machine that one folder tells about: each {@code <id>.yaml} in it is a node's configuration file.
 */
final class LocalCluster {
    private static final String SUFFIX = ".yaml";

    private final Path folder;
    private final Disk disk;
    private final boolean filesAreOurs;
    private final List<LocalNode> nodes;

    private LocalCluster(Path folder, Disk disk, boolean filesAreOurs, List<LocalNode> nodes) {
        this.folder = folder;
        this.disk = disk;
        this.filesAreOurs = filesAreOurs;
        this.nodes = List.copyOf(nodes);
    }

    static LocalCluster in(Path folder, Disk disk) {
        List<LocalNode> nodes = disk.list(folder).stream()
                .filter(file -> file.toString().endsWith(SUFFIX))
                .map(file -> load(file, disk))
                .sorted(Comparator.comparing(node -> node.config().node().id()))
                .toList();
        return new LocalCluster(folder, disk, true, nodes);
    }

    /** A node whose configuration file lies anywhere. */
    static LocalCluster of(Path file, Disk disk) {
        Path absolute = file.toAbsolutePath();
        return new LocalCluster(absolute.resolveSibling(""), disk, false, List.of(load(absolute, disk)));
    }

    static LocalNode load(Path file, Disk disk) {
        String yaml = new String(disk.read(file), StandardCharsets.UTF_8);
        try {
            return new LocalNode(
                    file, ConfigReader.read(yaml, file.toAbsolutePath().resolveSibling("")));
        } catch (BadConfig e) {
            throw new Failure(ConfigProblems.describe(file, e));
        }
    }

    Path folder() {
        return folder;
    }

    List<LocalNode> nodes() {
        return nodes;
    }

    boolean isEmpty() {
        return nodes.isEmpty();
    }

    List<LocalNode> running() {
        return nodes.stream().filter(LocalNode::isRunning).toList();
    }

    List<LocalNode> stopped() {
        return nodes.stream().filter(node -> !node.isRunning()).toList();
    }

    LocalNode node(String id) {
        return nodes.stream()
                .filter(node -> node.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new Failure("There is no node '" + id + "' in " + folder + ", only "
                        + nodes.stream().map(LocalNode::id).toList() + "."));
    }

    /** Forgets a node's data; its configuration stays. */
    void wipe(LocalNode node) {
        DataFolder.delete(node.config().node().data(), disk);
    }

    /** Forgets all data; of the configuration files those that were written here. */
    void clear() {
        for (LocalNode node : nodes) {
            wipe(node);
            if (filesAreOurs) {
                disk.delete(node.output());
                disk.delete(node.file());
            }
        }
    }

    /** As below, in plain text. */
    static LocalCluster create(Path folder, String settings, List<NodeFile.Place> places, Disk disk) {
        return create(folder, settings, places, Optional.empty(), disk);
    }

    /**
     * Writes the nodes' configuration files.
     *
     * @param settings what holds for all nodes
     * @param certificates those that the nodes are to use; none for plain text
     */
    static LocalCluster create(
            Path folder, String settings, List<NodeFile.Place> places, Optional<Certificates> certificates, Disk disk) {
        List<LocalNode> nodes = new ArrayList<>();
        for (NodeFile.Place place : places) {
            NodeFile file = NodeFile.write(settings, place, places, folder, certificates);
            Path path = folder.resolve(file.id() + SUFFIX);
            disk.replace(path, file.yaml().getBytes(StandardCharsets.UTF_8));
            nodes.add(load(path, disk));
        }
        return new LocalCluster(folder, disk, true, nodes);
    }
}
