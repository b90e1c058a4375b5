package meridian.node;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong, so that it can be said all at once. */
final class Checks {
    private final List<String> problems = new ArrayList<>();

    Checks require(boolean holds, String format, Object... arguments) {
        if (!holds) {
            problems.add(String.format(format, arguments));
        }
        return this;
    }

    void add(String problem) {
        problems.add(problem);
    }

    void addAll(List<String> more) {
        problems.addAll(more);
    }

    /** Throws {@link BadConfig} if anything is wrong. */
    void done() {
        if (!problems.isEmpty()) {
            throw new BadConfig(problems);
        }
    }
}
