package meridian.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import meridian.base.Machine;
import meridian.testkit.Folders;

/** The files of a running machine as a crash would leave them: of one moment, with nothing written out for it. */
final class CrashCopy {
    private static final int TRIES = 100;

    private CrashCopy() {}

    static void take(Path from, Path to) {
        for (int i = 0; i < TRIES; i++) {
            if (tryToTake(from, to)) {
                return;
            }
            Machine.disk().delete(to);
        }
        throw new AssertionError("the files of " + from + " never stood still");
    }

    /** Files come and go in the background: a copy counts if nothing did meanwhile. */
    private static boolean tryToTake(Path from, Path to) {
        try {
            Map<String, Long> before = sizes(from);
            Folders.copy(from, to);
            return sizes(from).equals(before) && sizes(to).equals(before);
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    private static Map<String, Long> sizes(Path folder) {
        Map<String, Long> sizes = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                sizes.put(folder.relativize(path).toString(), Files.size(path));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sizes;
    }
}
