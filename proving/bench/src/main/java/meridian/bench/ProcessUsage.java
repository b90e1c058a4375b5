package meridian.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Processor time and memory of a few processes, as Linux counts them.
 *
 * @param cpuMicros user and system time since the processes began
 */
record ProcessUsage(long cpuMicros, long residentBytes) {
    /** Linux states times in these units on every platform that this JDK runs on (sysconf(_SC_CLK_TCK) is 100). */
    private static final long MICROS_PER_TICK = 10_000;

    private static final int USER_TICKS = 11;
    private static final int SYSTEM_TICKS = 12;
    private static final String RESIDENT = "VmRSS:";

    static ProcessUsage of(List<Long> processIds) {
        return of(processIds, Path.of("/proc"));
    }

    static ProcessUsage of(List<Long> processIds, Path proc) {
        ProcessUsage sum = new ProcessUsage(0, 0);
        for (long processId : processIds) {
            Path folder = proc.resolve(Long.toString(processId));
            sum = new ProcessUsage(
                    sum.cpuMicros + cpuMicros(read(folder.resolve("stat"))),
                    sum.residentBytes + residentBytes(read(folder.resolve("status"))));
        }
        return sum;
    }

    /** The processor time spent since an earlier reading, and the memory of now. */
    ProcessUsage since(ProcessUsage earlier) {
        return new ProcessUsage(cpuMicros - earlier.cpuMicros, residentBytes);
    }

    /** Fields of proc(5)'s stat file. The name of the program may hold spaces and brackets, so count from its end. */
    static long cpuMicros(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
        return (Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS])) * MICROS_PER_TICK;
    }

    /** A process that is about to end has no such line, and no memory. */
    static long residentBytes(String status) {
        return status.lines()
                .filter(line -> line.startsWith(RESIDENT))
                .map(line -> line.substring(RESIDENT.length()).replace("kB", "").strip())
                .mapToLong(kilobytes -> Long.parseLong(kilobytes) * 1024)
                .sum();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new BenchFailure("Cannot read " + file + ": a node ended while it was measured. See its log.", e);
        }
    }
}
