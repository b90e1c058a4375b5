package meridian.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where this build of Meridian lies and how it starts Java; the launcher says so by system properties.
 *
 * @param home the project's folder
 * @param build the folder with the jars this process runs from
 */
record Installation(Path home, Path build) {
    static Installation current() {
        return new Installation(folder("meridian.home"), folder("meridian.build"));
    }

    private static Path folder(String property) {
        return Path.of(System.getProperty(property, "")).toAbsolutePath();
    }

    Path defaultData() {
        return home.resolve("data");
    }

    /** The command line that runs a class with a node's Java options. */
    List<String> java(List<String> options, String mainClass, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("@" + build.resolve("node.options"));
        Path cache = build.resolve("meridian.aot");
        if (cache.toFile().exists()) {
            command.add("-XX:AOTCache=" + cache);
        }
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        for (String property : List.of("java.library.path", "meridian.home", "meridian.build")) {
            command.add("-D" + property + "=" + System.getProperty(property, ""));
        }
        command.add(mainClass);
        command.addAll(arguments);
        return command;
    }
}
