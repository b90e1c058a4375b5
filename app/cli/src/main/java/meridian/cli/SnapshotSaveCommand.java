package meridian.cli;

import io.etcd.jetcd.api.SnapshotRequest;
import io.etcd.jetcd.api.SnapshotResponse;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.concurrent.Callable;
import meridian.base.Disk;
import meridian.store.SnapshotArchive;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "save",
        description = "Copies the whole state of a node into a file and checks the copy.",
        footer = {
            "",
            "Examples:",
            "  meridian snapshot save backup.db",
            "  meridian snapshot save backup.db --output json"
        })
final class SnapshotSaveCommand implements Callable<Integer> {
    @Mixin
    private final Remote remote;

    @Parameters(index = "0", paramLabel = "FILE", description = "The file to write; it is replaced if it exists.")
    private Path file = Path.of("");

    @Option(names = "--output", paramLabel = "FORMAT", description = "text or json (default: text).")
    private OutputFormat output = OutputFormat.text;

    private final Screen screen;
    private final Disk disk;

    SnapshotSaveCommand(Remote remote, Screen screen, Disk disk) {
        this.remote = remote;
        this.screen = screen;
        this.disk = disk;
    }

    @Override
    public Integer call() {
        Path target = file.toAbsolutePath();
        Path draft = target.resolveSibling(target.getFileName() + ".part");
        try {
            remote.with(session ->
                    receive(session.unhurriedMaintenance().snapshot(SnapshotRequest.getDefaultInstance()), draft));
            SnapshotArchive.Summary summary = new SnapshotArchive(disk).check(draft);
            disk.rename(draft, target);
            new SnapshotSummary(target, summary).show(screen, output);
            return ExitCode.OK;
        } finally {
            disk.delete(draft);
        }
    }

    private Path receive(Iterator<SnapshotResponse> pieces, Path draft) {
        long received = 0;
        try (Disk.Appender appender = disk.create(draft);
                ProgressBar progress = screen.progressBar(output)) {
            while (pieces.hasNext()) {
                SnapshotResponse piece = pieces.next();
                appender.write(piece.getBlob().toByteArray());
                received += piece.getBlob().size();
                progress.show(received, received + piece.getRemainingBytes());
            }
            appender.force();
        }
        return draft;
    }
}
