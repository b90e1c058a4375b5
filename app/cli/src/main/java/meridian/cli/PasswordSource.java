package meridian.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;

/**
 * Where passwords come from: the environment, or whoever sits at the terminal, or the next line of the input. Never from
 * the command line, which everybody on the machine can see.
 */
record PasswordSource(Function<String, Optional<String>> environment, InputStream input) {
    /** For the user that a command runs as. */
    static final String OWN = "MERIDIAN_PASSWORD";

    /** For the user whose password is set. */
    static final String NEW = "MERIDIAN_NEW_PASSWORD";

    /** For programs that have a token. */
    static final String TOKEN = "MERIDIAN_TOKEN";

    Optional<String> token() {
        return environment.apply(TOKEN).filter(token -> !token.isEmpty());
    }

    String own(String user) {
        return environment.apply(OWN).orElseGet(() -> ask("Password of " + user + ": ", OWN));
    }

    /** Asked for twice where somebody types it. */
    String fresh(String user) {
        return environment.apply(NEW).orElseGet(() -> {
            String first = ask("New password of " + user + ": ", NEW);
            if (terminal().isPresent() && !first.equals(ask("Once more: ", NEW))) {
                throw new Failure("These are two different passwords. Nothing was changed.");
            }
            return first;
        });
    }

    private static Optional<Console> terminal() {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal);
    }

    private String ask(String prompt, String variable) {
        String answer = terminal().map(console -> fromTerminal(console, prompt)).orElseGet(this::fromInput);
        if (answer.isEmpty()) {
            throw new Failure("No password was given: set " + variable + ", or type it when asked.");
        }
        return answer;
    }

    private static String fromTerminal(Console console, String prompt) {
        char[] typed = console.readPassword("%s", prompt);
        if (typed == null) {
            return "";
        }
        String password = new String(typed);
        Arrays.fill(typed, ' ');
        return password;
    }

    private String fromInput() {
        try {
            String line = new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8)).readLine();
            return line == null ? "" : line;
        } catch (IOException e) {
            throw new UncheckedIOException("the password could not be read", e);
        }
    }
}
