package meridian.chaos.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What shows of a run outside its folder: mounts, loop devices, processes, control groups. */
final class Traces {
    private Traces() {}

    /** All that has to do with the folder. Mounts are seen only from within the namespaces that they are in. */
    static List<String> of(Path folder) {
        List<String> traces = new ArrayList<>();
        read(Path.of("/proc/self/mountinfo"))
                .lines()
                .filter(line -> line.contains(folder + "/"))
                .forEach(traces::add);
        for (Path device : list(Path.of("/sys/block"), "loop*")) {
            Path file = device.resolve("loop").resolve("backing_file");
            if (read(file).contains(folder + "/")) {
                traces.add(device + " " + read(file));
            }
        }
        ProcessHandle.allProcesses()
                .filter(process -> process.pid() != ProcessHandle.current().pid())
                .filter(process ->
                        read(Path.of("/proc/" + process.pid() + "/cmdline")).contains(folder + "/"))
                .forEach(process -> traces.add("process " + process.pid()));
        return traces;
    }

    /** The control groups made by a process. */
    static List<Path> groups(long pid) {
        List<Path> groups = new ArrayList<>();
        for (Path controller : list(Path.of("/sys/fs/cgroup"), "*")) {
            groups.addAll(list(controller, "meridian-chaos-" + pid + "-*"));
        }
        groups.addAll(list(Path.of("/sys/fs/cgroup"), "meridian-chaos-" + pid + "-*"));
        return groups;
    }

    private static List<Path> list(Path folder, String pattern) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(folder, pattern)) {
            paths.forEach(found::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    /** Processes and devices come and go while we look. */
    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            return "";
        }
    }
}
