package meridian.chaos.host;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import meridian.chaos.base.ChaosFailure;

/**
 * A small process that puts something away once we close it or are gone, however we go: it notices by the end of a pipe
 * that only we hold. It has a session of its own, so that Ctrl-C and the end of a terminal do not reach it.
 */
final class Custodian implements AutoCloseable {
    private static final Duration END_MAX = Duration.ofSeconds(90);
    private static final String WAIT = "trap '' HUP INT TERM; read -r _; ";

    private final Process process;
    private final String task;

    private Custodian(Process process, String task) {
        this.process = process;
        this.task = task;
    }

    /** @param script what it does then, for the shell, with the arguments as $1 and so on; 0 if it could */
    static Custodian start(String script, String... arguments) {
        List<String> line = new ArrayList<>(List.of("setsid", "sh", "-c", WAIT + script, "custodian"));
        line.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(line)
                    .redirectErrorStream(true)
                    .redirectOutput(Redirect.PIPE)
                    .start();
            return new Custodian(process, String.join(" ", arguments));
        } catch (IOException e) {
            throw new ChaosFailure(
                    "Cannot start the custodian of " + String.join(" ", arguments) + ": " + e.getMessage(), e);
        }
    }

    /** Lets it do its work now. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(END_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new ChaosFailure(
                        "The custodian of " + task + " did not end within " + END_MAX.toSeconds() + " s");
            }
            if (process.exitValue() != 0) {
                throw new ChaosFailure("The custodian of " + task + " ended with " + process.exitValue() + ": "
                        + new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
            }
        } catch (IOException e) {
            throw new ChaosFailure("The custodian of " + task + " cannot be told to work: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ChaosFailure("Interrupted.", e);
        }
    }
}
