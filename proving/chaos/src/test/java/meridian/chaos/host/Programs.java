package meridian.chaos.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import meridian.chaos.base.Await;

/** Programs that tests start, and waiting for what they do. */
final class Programs {
    static final Duration PATIENCE = Duration.ofSeconds(90);

    private Programs() {}

    /** How one of the test classes is run as a program. */
    static List<String> java(Class<?> main, String... arguments) {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        line.addAll(List.of(arguments));
        return line;
    }

    static Running start(List<String> line) {
        try {
            return new Running(Lifeline.start(new ProcessBuilder(line).redirectErrorStream(true)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A program that runs until it is closed, and what it says. */
    static final class Running implements AutoCloseable {
        private final Process process;
        private final PrintWriter input;
        private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

        private Running(Process process) {
            this.process = process;
            this.input = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
            Thread.ofVirtual().start(this::read);
        }

        private void read() {
            try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
                reader.lines().forEach(lines::add);
            } catch (IOException | UncheckedIOException e) {
                lines.add("(" + e.getMessage() + ")");
            }
        }

        Process process() {
            return process;
        }

        void tell(String line) {
            input.println(line);
        }

        void endInput() {
            input.close();
        }

        /** The next thing that it says. */
        String hear() {
            try {
                String line = lines.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
                assertThat(line).as("what %s says", process).isNotNull();
                return String.valueOf(line);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }

        /** All it says up to that. */
        List<String> hearUpTo(String last) {
            List<String> heard = new ArrayList<>();
            do {
                heard.add(hear());
            } while (!heard.getLast().equals(last));
            return heard;
        }

        @Override
        public void close() {
            process.destroyForcibly();
            Await.until(process + " ends", PATIENCE, () -> !process.isAlive());
        }
    }
}
