package meridian.chaos.report;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import meridian.base.NodeId;
import meridian.chaos.base.Folders;
import meridian.chaos.load.Timeline;

/** What is kept of a run, good or bad. */
public final class ReportFolder {
    private final Path folder;

    /** Takes a folder that is not there yet, or is empty. */
    public ReportFolder(Path folder) {
        this.folder = Folders.create(folder);
        Folders.create(histories());
        Folders.create(nodes());
    }

    public Path path() {
        return folder;
    }

    /** Where what clients were told in the newest round is written down; what is there of an earlier one goes. */
    public Path clearHistories() {
        Folders.delete(histories());
        return Folders.create(histories());
    }

    private Path histories() {
        return folder.resolve("histories");
    }

    private Path nodes() {
        return folder.resolve("nodes");
    }

    /** A fault was made and healed. */
    public void add(Incident incident) {
        Folders.append(folder.resolve("faults.txt"), incident + "\n");
    }

    /** Keeps what a node wrote into its logs. */
    public void keepLogs(NodeId node, List<Path> logs) {
        Path target = Folders.create(nodes().resolve(node.name()));
        logs.forEach(log -> Folders.copy(log, target.resolve(String.valueOf(log.getFileName()))));
    }

    public void keepMetrics(NodeId node, String metrics) {
        Folders.write(Folders.create(nodes().resolve(node.name())).resolve("metrics.txt"), metrics);
    }

    /** @param head what the run was, line by line */
    public void finish(List<String> head, Summary summary, Timeline timeline) {
        String text = head.stream().map(it -> it + "\n").collect(Collectors.joining());
        Folders.write(folder.resolve("summary.txt"), text + summary.text());
        Folders.write(folder.resolve("timeline.svg"), Picture.draw(timeline));
    }
}
