package meridian.bench;

import java.util.Locale;
import java.util.Optional;

/** The value of one measure for one system in one round; with the figures of its window where there was one. */
record Sample(String measure, String system, int round, double value, Optional<LoadFigures> load) {
    /** For the person who waits. */
    String text() {
        String figures = load.map(LoadFigures::text).orElseGet(() -> String.format(Locale.ROOT, "%.2f s", value));
        return measure + ": " + figures;
    }
}
