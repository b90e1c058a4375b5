package meridian.chaos;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import meridian.chaos.base.ChaosFailure;
import meridian.chaos.host.Mechanisms;

/**
 * How a node is started: by the class that the product starts, with the product's Java options, from the class path
 * that we run from ourselves.
 *
 * @param home the folder of the sources
 */
record Product(Path home) {
    private static final Path OPTIONS = Path.of("app", "cli", "src", "main", "launch", "node.options");
    private static final Path PROBES = Path.of("proving", "chaos", "target", "probe");
    private static final Path TOOL_OPTIONS = Path.of("app", "cli", "src", "main", "launch", "tool.options");

    /** Several nodes share a small machine with other work. */
    private static final List<String> SMALL = List.of("-Xms32m", "-Xmx192m", "-XX:TieredStopAtLevel=1");

    /** The sources we were started from: as the launcher says, or else around the working directory. */
    static Product installed() {
        Optional<Path> told =
                Optional.ofNullable(System.getProperty("meridian.home")).map(Path::of);
        Path start = told.orElse(Path.of("")).toAbsolutePath();
        for (Path folder = start; folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve(OPTIONS))) {
                return new Product(folder);
            }
        }
        throw new ChaosFailure("There is no " + OPTIONS + " in " + start + " or above it: start this by ./meridian"
                + " chaos, or from within the sources.");
    }

    /** Tries what this machine has for making faults. */
    Mechanisms probe() {
        return Mechanisms.probe(home.resolve(PROBES));
    }

    /** How the product's own command is started, without its arguments. */
    List<String> tool() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + home.resolve(TOOL_OPTIONS),
                "-Dmeridian.home=" + home,
                "-cp",
                classPath(),
                meridian.cli.Main.class.getName());
    }

    /** @param scratch where the process may put temporary files */
    List<String> command(Path configuration, Path scratch) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("@" + home.resolve(OPTIONS));
        command.addAll(SMALL);
        // A killed process leaves behind the native library that it unpacked there.
        command.add("-Djava.io.tmpdir=" + scratch);
        command.add("-cp");
        command.add(classPath());
        command.add(meridian.node.Main.class.getName());
        command.add(configuration.toString());
        return command;
    }

    /** Ours, in a form that does not depend on the working directory. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
