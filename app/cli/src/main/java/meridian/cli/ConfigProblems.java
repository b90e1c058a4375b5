package meridian.cli;

import java.nio.file.Path;
import meridian.node.BadConfig;

/** Puts what is wrong with a configuration file on the screen: a line each, under the file's name. */
final class ConfigProblems {
    private ConfigProblems() {}

    static String describe(Path file, BadConfig bad) {
        int count = bad.problems().size();
        return file + " has " + (count == 1 ? "a problem" : count + " problems") + ":\n  "
                + String.join("\n  ", bad.problems());
    }
}
