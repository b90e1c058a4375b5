package meridian.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import meridian.base.Disk;
import meridian.node.Restoration;
import meridian.store.SnapshotArchive;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "restore",
        description = "Makes the data folders of a new cluster from a snapshot file.",
        footer = {
            "",
            "The folder must not hold a cluster yet. Start the new cluster with `meridian up` afterwards.",
            "",
            "Examples:",
            "  meridian snapshot restore backup.db --data /tmp/restored --base-port 5000",
            "  meridian snapshot restore backup.db --nodes 1"
        })
final class SnapshotRestoreCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "FILE", description = "The snapshot file.")
    private Path file = Path.of("");

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Mixin
    private ClusterPlan plan = new ClusterPlan();

    private final Installation installation;
    private final Screen screen;
    private final Disk disk;

    SnapshotRestoreCommand(Installation installation, Screen screen, Disk disk) {
        this.installation = installation;
        this.screen = screen;
        this.disk = disk;
    }

    @Override
    public Integer call() {
        Path archive = file.toAbsolutePath();
        if (!disk.exists(archive)) {
            throw new Failure("There is no file " + archive + ".");
        }
        new SnapshotArchive(disk).check(archive);
        LocalCluster created = create();
        Restoration restoration = new Restoration(disk, archive);
        try (ProgressBar progress = screen.progressBar(OutputFormat.text)) {
            for (int i = 0; i < created.nodes().size(); i++) {
                restoration.into(created.nodes().get(i).config());
                progress.show(i + 1, created.nodes().size());
            }
        }
        screen.say("Restored " + created.nodes().size() + " nodes in " + created.folder()
                + ". Start them: ./meridian up" + cluster.asArguments(installation));
        return ExitCode.OK;
    }

    private LocalCluster create() {
        Path folder = cluster.folder(installation);
        if (!LocalCluster.in(folder, disk).isEmpty()) {
            throw new Failure(folder + " holds a cluster already: restore into another folder (--data DIR).");
        }
        return LocalCluster.create(folder, cluster.settings(disk), plan.places(false), disk);
    }
}
