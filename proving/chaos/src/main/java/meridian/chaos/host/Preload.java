package meridian.chaos.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import meridian.chaos.base.ChaosFailure;

/** Libraries that stand between a process and the C library. */
final class Preload {
    private static final List<Path> FOLDERS = List.of(Path.of("/usr/lib"), Path.of("/usr/lib64"));

    private Preload() {}

    /** Debian has it in the folder of the architecture or in one below, others directly below. */
    static Path find(String library, String subfolder, String debianPackage) {
        return FOLDERS.stream()
                .filter(Files::isDirectory)
                .flatMap(folder -> candidates(folder, library, subfolder).stream())
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new ChaosFailure(
                        "There is no " + library + " in " + FOLDERS + ": install the package " + debianPackage));
    }

    private static List<Path> candidates(Path folder, String library, String subfolder) {
        List<Path> candidates = new ArrayList<>(
                List.of(folder.resolve(library), folder.resolve(subfolder).resolve(library)));
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(folder, "*-linux-gnu*")) {
            folders.forEach(it -> {
                candidates.add(it.resolve(library));
                candidates.add(it.resolve(subfolder).resolve(library));
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return candidates;
    }
}
