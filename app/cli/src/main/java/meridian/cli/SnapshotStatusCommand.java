package meridian.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import meridian.base.Disk;
import meridian.store.SnapshotArchive;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "status",
        description = "Reads a snapshot file whole, checks it and says what is in it.",
        footer = {"", "Examples:", "  meridian snapshot status backup.db"})
final class SnapshotStatusCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "FILE", description = "The file.")
    private Path file = Path.of("");

    @Option(names = "--output", paramLabel = "FORMAT", description = "text or json (default: text).")
    private OutputFormat output = OutputFormat.text;

    private final Screen screen;
    private final Disk disk;

    SnapshotStatusCommand(Screen screen, Disk disk) {
        this.screen = screen;
        this.disk = disk;
    }

    @Override
    public Integer call() {
        Path archive = file.toAbsolutePath();
        if (!disk.exists(archive)) {
            throw new Failure("There is no file " + archive + ".");
        }
        new SnapshotSummary(archive, new SnapshotArchive(disk).check(archive)).show(screen, output);
        return ExitCode.OK;
    }
}
