package meridian.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import meridian.raft.Position;
import meridian.raft.StateMachine;

/** Copies folders, for snapshots on their way and for what a crash leaves behind. */
public final class Folders {
    private Folders() {}

    /** Copies the whole state of a machine into a new folder and returns where in the log it stands. */
    static Position copy(StateMachine machine, Path to) {
        try (StateMachine.Snapshot snapshot = machine.snapshot()) {
            copy(snapshot.folder(), to);
            return snapshot.position();
        }
    }

    /** Copies a folder with all that is in it to a place that does not exist yet. */
    public static void copy(Path from, Path to) {
        try (Stream<Path> paths = Files.walk(from)) {
            List<Path> sorted = paths.sorted().toList();
            for (Path each : sorted) {
                Files.copy(each, to.resolve(from.relativize(each)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
