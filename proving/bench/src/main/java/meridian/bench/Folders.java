package meridian.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Makes the folders of a benchmark and removes them again. */
final class Folders {
    /** {@code .out} is what went to the standard output of a node of Meridian: why it did not start, if it did not. */
    private static final List<String> LOG_SUFFIXES = List.of(".out", ".log");

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

    static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new BenchFailure("Cannot write " + file + ": " + e.getMessage(), e);
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

    /** The logs below a folder, each under a name that tells where it was. */
    static void copyLogs(Path folder, Path target) {
        create(target);
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path log : (Iterable<Path>) all.filter(Folders::isLog)::iterator) {
                String name = folder.getFileName() + "-"
                        + folder.relativize(log).toString().replace('/', '-');
                Files.copy(log, target.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException | UncheckedIOException e) {
            throw new BenchFailure("Cannot keep the logs of " + folder + " in " + target + ": " + e.getMessage(), e);
        }
    }

    private static boolean isLog(Path file) {
        return Files.isRegularFile(file) && LOG_SUFFIXES.stream().anyMatch(file.toString()::endsWith);
    }
}
