package meridian.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Makes the folders of a benchmark and removes them again. */
final class Folders {
    private Folders() {}

    static Path create(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new BenchFailure("Cannot create " + folder + ": " + e.getMessage(), e);
        }
    }

    static Path createTemporary(Path parent) {
        try {
            return Files.createTempDirectory(Files.createDirectories(parent), "meridian-bench-");
        } catch (IOException e) {
            throw new BenchFailure("Cannot create a folder in " + parent + ": " + e.getMessage(), e);
        }
    }

    /** The folder with everything in it. */
    static void delete(Path folder) {
        try (Stream<Path> deepestFirst = Files.walk(folder).sorted(Comparator.reverseOrder())) {
            for (Path path : (Iterable<Path>) deepestFirst::iterator) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException e) {
            throw new BenchFailure("Cannot delete " + folder + ": " + e.getMessage(), e);
        }
    }
}
