package meridian.node;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import meridian.base.Machine;

/** Runs one node as this process, as its configuration file says. */
public final class Main {
    private static final int EXIT_USAGE = 2;

    private Main() {}

    public static void main(String[] arguments) {
        if (arguments.length != 1) {
            System.err.println("Give one argument: the node's configuration file.");
            System.exit(EXIT_USAGE);
        }
        System.exit(run(Path.of(arguments[0]).toAbsolutePath()));
    }

    private static int run(Path file) {
        try {
            String yaml = new String(Machine.disk().read(file), StandardCharsets.UTF_8);
            return new NodeProcess(ConfigReader.read(yaml, file.resolveSibling("")), System.err, false).run();
        } catch (BadConfig e) {
            System.err.println(file + ":\n  " + String.join("\n  ", e.problems()));
        } catch (UncheckedIOException e) {
            System.err.println("Cannot read " + file + ": " + e.getMessage());
        }
        return EXIT_USAGE;
    }
}
