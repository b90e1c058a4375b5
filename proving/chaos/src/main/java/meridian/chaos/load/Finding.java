package meridian.chaos.load;

import java.util.Collection;
import java.util.stream.Collectors;
import meridian.chaos.base.ChaosFailure;

/**
 * What a checker says.
 *
 * @param problem empty if all is well
 */
public record Finding(String checker, String problem) {
    /** Runs a check that throws when something is wrong, or when what must come does not. */
    public static Finding of(String checker, Runnable check) {
        try {
            check.run();
            return new Finding(checker, "");
        } catch (AssertionError | ChaosFailure e) {
            return new Finding(checker, String.valueOf(e.getMessage()));
        }
    }

    public boolean isGood() {
        return problem.isEmpty();
    }

    static void require(boolean holds, String format, Object... arguments) {
        if (!holds) {
            throw new AssertionError(String.format(format, arguments));
        }
    }

    /** As evidence is written down. */
    static String lines(Collection<?> things) {
        return things.stream().map(it -> it + "\n").collect(Collectors.joining());
    }
}
