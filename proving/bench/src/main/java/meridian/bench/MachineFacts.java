package meridian.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import meridian.base.Ticker;

/** What a reader has to know about the machine to make sense of the numbers. */
final class MachineFacts {
    private static final int FSYNCS = 200;
    private static final int FSYNC_BYTES = 4096;
    private static final int CLASS_PATH_SHOWN_MAX = 200;

    private MachineFacts() {}

    /**
     * In the order in which they are to be shown.
     *
     * @param workFolder where the systems will keep their data
     */
    static Map<String, String> gather(Path workFolder, Ticker ticker) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("processor", field(Path.of("/proc/cpuinfo"), "model name"));
        facts.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
        facts.put("memory", field(Path.of("/proc/meminfo"), "MemTotal"));
        facts.put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        facts.put("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
        facts.put("load before", read(Path.of("/proc/loadavg")).strip());
        facts.put("disk", disk(workFolder, ticker));
        return facts;
    }

    /**
     * How a process was started: with the options that Java reads from a file, and without the class path, which says
     * nothing and fills a page.
     */
    static String commandLine(long processId) {
        String line = read(Path.of("/proc", Long.toString(processId), "cmdline"));
        return Arrays.stream(line.split("\0", -1))
                .map(word -> word.length() > CLASS_PATH_SHOWN_MAX && word.contains(".jar") ? "…" : word)
                .flatMap(word -> word.startsWith("@") ? options(Path.of(word.substring(1))) : Stream.of(word))
                .collect(Collectors.joining(" "))
                .strip();
    }

    private static Stream<String> options(Path file) {
        return read(file).lines().filter(line -> !line.startsWith("#"));
    }

    /** A disk whose fsync is free, such as memory, shows neither system as it is. */
    private static String disk(Path folder, Ticker ticker) {
        try {
            Path file = Files.createTempFile(folder, "fsync", ".bin");
            long[] nanos = new long[FSYNCS];
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                for (int i = 0; i < FSYNCS; i++) {
                    channel.write(ByteBuffer.allocate(FSYNC_BYTES));
                    long begun = ticker.nanos();
                    channel.force(false);
                    nanos[i] = ticker.nanos() - begun;
                }
            } finally {
                Files.delete(file);
            }
            Arrays.sort(nanos);
            return Files.getFileStore(folder).type() + ", fsync of 4 KiB takes " + nanos[FSYNCS / 2] / 1000
                    + " µs in the median";
        } catch (IOException e) {
            throw new BenchFailure("Cannot write in " + folder + ": " + e.getMessage(), e);
        }
    }

    private static String field(Path file, String name) {
        return read(file)
                .lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new BenchFailure("Cannot read " + file + ": " + e.getMessage(), e);
        }
    }
}
