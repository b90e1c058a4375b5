package meridian.node;

import java.util.List;

/** A configuration that cannot be used: everything that is wrong with it, each as a sentence that says what to do. */
public final class BadConfig extends RuntimeException {
    private final List<String> problems;

    BadConfig(List<String> problems) {
        super(String.join("; ", problems));
        this.problems = List.copyOf(problems);
    }

    public List<String> problems() {
        return problems;
    }
}
