package meridian.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A process that the benchmark started, with its output in a file. */
final class ChildProcess implements AutoCloseable {
    private static final Duration STOP_WAIT_MAX = Duration.ofSeconds(20);
    private static final int TAIL_LINES = 15;

    private final Process process;
    private final Path log;
    private final String command;

    private ChildProcess(Process process, Path log, String command) {
        this.process = process;
        this.log = log;
        this.command = command;
    }

    /**
     * @param keep which variables of our environment the process gets to see
     * @param extra variables that it gets besides
     */
    static ChildProcess start(List<String> command, Predicate<String> keep, Map<String, String> extra, Path log) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(keep.negate());
        builder.environment().putAll(extra);
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        try {
            return new ChildProcess(builder.start(), log, command.getFirst());
        } catch (IOException e) {
            throw new BenchFailure("Cannot start " + command.getFirst() + ": " + e.getMessage(), e);
        }
    }

    /** What a command that ends by itself says, line by line. */
    static Stream<String> output(List<String> command, Duration max) {
        try {
            Path output = Files.createTempFile("bench-output", ".txt");
            try (ChildProcess process = start(command, _ -> true, Map.of(), output)) {
                process.awaitSuccess(max);
                return Files.readAllLines(output).stream();
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new BenchFailure("Cannot read what " + command.getFirst() + " says: " + e.getMessage(), e);
        }
    }

    long id() {
        return process.pid();
    }

    /** Waits for a process that ends by itself; it must do so in time and without an error. */
    void awaitSuccess(Duration max) {
        try {
            if (!process.waitFor(max.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new BenchFailure(command + " did not end within " + max.toSeconds() + " s. " + lastWords());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchFailure("Interrupted while waiting for " + command, e);
        }
        requireNoFailure();
    }

    /** It still runs, or ended well. */
    void requireNoFailure() {
        if (!process.isAlive() && process.exitValue() != 0) {
            throw new BenchFailure(command + " ended with code " + process.exitValue() + ". " + lastWords());
        }
    }

    /** It still runs. */
    void requireAlive() {
        if (!process.isAlive()) {
            throw new BenchFailure(command + " ended with code " + process.exitValue() + ". " + lastWords());
        }
    }

    /** Asks all of them to end before it waits for any, as the members of a cluster hold each other up otherwise. */
    static void stopAll(List<ChildProcess> processes) {
        processes.forEach(child -> child.process.destroy());
        processes.forEach(ChildProcess::close);
    }

    /** Asks the process to end, and ends it by force when it takes too long. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor(STOP_WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private String lastWords() {
        try {
            List<String> lines = Files.readAllLines(log);
            return lines.stream()
                    .skip(Math.max(0, lines.size() - TAIL_LINES))
                    .collect(Collectors.joining("\n  ", "It said last:\n  ", ""));
        } catch (IOException e) {
            return "Its log " + log + " cannot be read: " + e.getMessage();
        }
    }
}
