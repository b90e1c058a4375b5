package meridian.chaos.host;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import meridian.base.Machine;
import meridian.base.Ticker;
import meridian.chaos.base.Await;
import meridian.chaos.base.ChaosFailure;

/**
 * A command of the system. It runs to its end.
 *
 * @param input what it reads
 * @param max how long it may take
 */
public record Command(List<String> line, String input, Duration max) {
    private static final Duration MAX_DEFAULT = Duration.ofSeconds(30);
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(50);
    private static final Ticker TICKER = Machine.ticker();

    public Command {
        line = List.copyOf(line);
    }

    static Command of(String... line) {
        return new Command(List.of(line), "", MAX_DEFAULT);
    }

    /** The command as a process sees the world that is entered by the prefix. */
    Command within(List<String> prefix) {
        List<String> whole = new ArrayList<>(prefix);
        whole.addAll(line);
        return new Command(whole, input, max);
    }

    Command withInput(String text) {
        return new Command(line, text, max);
    }

    /** Returns what it said. Throws unless it ended well. */
    public String run() {
        return attempt().orThrow();
    }

    /** For what works only once others have let go, which they do soon and by themselves. */
    void runUntilItWorks(Duration patience) {
        long begin = TICKER.nanos();
        Result result = attempt();
        while (result.code() != 0 && TICKER.since(begin).compareTo(patience) < 0) {
            Await.pause(BETWEEN_ATTEMPTS);
            result = attempt();
        }
        result.orThrow();
    }

    Result attempt() {
        Process process = start();
        CompletableFuture<String> output =
                CompletableFuture.supplyAsync(() -> everything(process), Thread::startVirtualThread);
        write(process);
        try {
            if (!process.waitFor(max.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new ChaosFailure(this + " did not end within " + max.toMillis() + " ms");
            }
            return new Result(this, process.exitValue(), output.get(max.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new ChaosFailure("Interrupted during " + this, e);
        } catch (ExecutionException | TimeoutException e) {
            throw new ChaosFailure("What " + this + " says cannot be read: " + e, e);
        }
    }

    private Process start() {
        try {
            return new ProcessBuilder(line).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new ChaosFailure("Cannot run " + this + ": " + e.getMessage(), e);
        }
    }

    private void write(Process process) {
        try (OutputStream stream = process.getOutputStream()) {
            stream.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException _) {
            // It has ended before it read this, and its exit code says why.
        }
    }

    private static String everything(Process process) {
        try {
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return "(" + e.getMessage() + ")";
        }
    }

    @Override
    public String toString() {
        return "`" + String.join(" ", line) + "`";
    }

    /** How it ended. */
    record Result(Command command, int code, String output) {
        String orThrow() {
            if (code != 0) {
                throw new ChaosFailure(command + " ended with " + code + ": " + output
                        + (command.input().isEmpty() ? "" : "\nIt had read:\n" + command.input()));
            }
            return output;
        }
    }
}
