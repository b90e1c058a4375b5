package meridian.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Folders and files of a run. */
final class Folders {
    private Folders() {}

    static Path create(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new ChaosFailure("Cannot create " + folder + ": " + e.getMessage(), e);
        }
    }

    static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new ChaosFailure("Cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    /** What the file says; nothing if there is none. */
    static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new ChaosFailure("Cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /** All files in the folder and below it that are wanted, in the same order every time. */
    static List<Path> find(Path folder, Predicate<Path> wanted) {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.filter(Files::isRegularFile).filter(wanted).sorted().toList();
        } catch (IOException | UncheckedIOException e) {
            throw new ChaosFailure("Cannot list " + folder + ": " + e.getMessage(), e);
        }
    }

    /** The folder with everything in it, if it is there. */
    static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> deepestFirst = Files.walk(folder).sorted(Comparator.reverseOrder())) {
            for (Path path : (Iterable<Path>) deepestFirst::iterator) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException e) {
            throw new ChaosFailure("Cannot delete " + folder + ": " + e.getMessage(), e);
        }
    }
}
