package meridian.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds installed programs. */
final class Binaries {
    private Binaries() {}

    /** Where the shell of the user looks. */
    static String searchPath() {
        return Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin");
    }

    /** The first of this name in the folders, which colons separate. */
    static Optional<Path> find(String name, String searchPath) {
        return Stream.of(searchPath.split(":", -1))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
