package meridian.chaos.host;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import meridian.base.Invariant;
import meridian.chaos.base.ChaosFailure;

/**
 * A frozen file system, and the process that thaws it. That one has a session of its own, is not tied to us and does
 * nothing on the file system, so it does its work even if we are killed meanwhile.
 */
public final class Stall {
    public static final Duration LENGTH_MAX = Duration.ofSeconds(30);

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String FROZEN = "frozen";
    private static final String SCRIPT = """
            trap '' HUP INT TERM PIPE
            cd /
            fsfreeze --freeze "$1" || exit
            echo frozen
            sleep "$2"
            fsfreeze --unfreeze "$1"
            """;

    private final Path folder;
    private final Process process;
    private final BufferedReader output;

    private Stall(Path folder, Process process) {
        this.folder = folder;
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Returns once it is frozen. */
    static Stall begin(Path folder, Duration length) {
        Invariant.check(
                length.isPositive() && length.compareTo(LENGTH_MAX) <= 0,
                "a disk may stall for up to %s, not for %s",
                LENGTH_MAX,
                length);
        String seconds = String.format(Locale.ROOT, "%.3f", length.toMillis() / 1e3);
        try {
            Process process = new ProcessBuilder("setsid", "sh", "-c", SCRIPT, "stall", folder.toString(), seconds)
                    .redirectErrorStream(true)
                    .start();
            Stall stall = new Stall(folder, process);
            stall.awaitBegin();
            return stall;
        } catch (IOException e) {
            throw new ChaosFailure("Cannot begin a stall of " + folder + ": " + e.getMessage(), e);
        }
    }

    private void awaitBegin() {
        String said = limited("freeze", () -> String.valueOf(output.readLine()));
        if (!said.equals(FROZEN)) {
            throw new ChaosFailure("Cannot freeze " + folder + ": " + said);
        }
    }

    /** Returns once it is thawed. */
    public void awaitEnd() {
        String said = limited("thaw", () -> String.join(" ", output.readAllLines()));
        try {
            if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS) || process.exitValue() != 0) {
                throw new ChaosFailure("The process that thaws " + folder + " failed: " + process + " " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ChaosFailure("Interrupted.", e);
        }
    }

    private String limited(String what, Attempt<String> reading) {
        CompletableFuture<String> said = CompletableFuture.supplyAsync(
                () -> Attempt.to("read what the process that thaws says", reading), Thread::startVirtualThread);
        try {
            return said.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new ChaosFailure("It took more than " + PATIENCE.toSeconds() + " s to " + what + " " + folder, e);
        } catch (ExecutionException e) {
            // awaitEnd may be asked twice: then all was read, and the exit code says the rest.
            return String.valueOf(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ChaosFailure("Interrupted.", e);
        }
    }
}
