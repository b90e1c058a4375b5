package meridian.chaos.base;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Folders and files of a run. */
public final class Folders {
    private Folders() {}

    public static Path create(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new ChaosFailure("Cannot create " + folder + ": " + e.getMessage(), e);
        }
    }

    /** Is there a file of that name, or a folder with anything in it? */
    public static boolean isInUse(Path folder) {
        return Files.exists(folder)
                && (!Files.isDirectory(folder) || !find(folder, _ -> true).isEmpty());
    }

    public static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new ChaosFailure("Cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    public static void append(Path file, String text) {
        try {
            Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new ChaosFailure("Cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    public static void copy(Path file, Path target) {
        try {
            Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new ChaosFailure("Cannot copy " + file + " to " + target + ": " + e.getMessage(), e);
        }
    }

    /** What the file says; nothing if there is none. */
    public static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new ChaosFailure("Cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /** All files in the folder and below it that are wanted, in the same order every time. */
    public static List<Path> find(Path folder, Predicate<Path> wanted) {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.filter(Files::isRegularFile).filter(wanted).sorted().toList();
        } catch (IOException | UncheckedIOException e) {
            throw new ChaosFailure("Cannot list " + folder + ": " + e.getMessage(), e);
        }
    }

    /** The folder with everything in it, if it is there. */
    public static void delete(Path folder) {
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
