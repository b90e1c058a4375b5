package meridian.chaos;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import meridian.chaos.base.ChaosFailure;

/**
 * What a fault is made with, which not every machine has.
 *
 * @param probe says what is missing, and how to get it; empty if all is there
 */
record Mechanism(String name, Supplier<Optional<String>> probe) {
    /** What the product itself offers: its commands, its ports and its files. */
    static final Mechanism PRODUCT = new Mechanism("the product itself", Optional::empty);

    /** Nodes are stopped and continued by a command. */
    static final Mechanism SIGNALS = new Mechanism("the command kill", () -> failure("kill", "-l"));

    /** Why it cannot be used here; empty if it can. */
    Optional<String> missing() {
        return probe.get();
    }

    private static Optional<String> failure(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor() == 0
                    ? Optional.empty()
                    : Optional.of(List.of(command) + " fails with code " + process.exitValue());
        } catch (IOException e) {
            return Optional.of("there is no " + command[0] + ": " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ChaosFailure("Interrupted.", e);
        }
    }
}
