package meridian.bench;

import java.util.Optional;
import java.util.stream.Stream;

/** Finds what a program says about itself among other lines. */
final class Lines {
    private Lines() {}

    /** What stands behind the prefix in the first line that begins with it. */
    static Optional<String> behind(String prefix, Stream<String> lines) {
        return lines.filter(line -> line.startsWith(prefix))
                .map(line -> line.substring(prefix.length()).strip())
                .findFirst();
    }
}
