package meridian.bench;

import java.util.Locale;
import java.util.Optional;

/** What a measure should reach. */
sealed interface Goal {
    /** Nothing where there is no goal. */
    Optional<Boolean> reachedBy(double ratio, double value);

    String text();

    /** Our value divided by the peer's must not be smaller. */
    record RatioAtLeast(double bound) implements Goal {
        @Override
        public Optional<Boolean> reachedBy(double ratio, double value) {
            return Optional.of(ratio >= bound);
        }

        @Override
        public String text() {
            return String.format(Locale.ROOT, "ratio ≥ %.1f", bound);
        }
    }

    /** Our value divided by the peer's must not be greater. */
    record RatioAtMost(double bound) implements Goal {
        @Override
        public Optional<Boolean> reachedBy(double ratio, double value) {
            return Optional.of(ratio <= bound);
        }

        @Override
        public String text() {
            return String.format(Locale.ROOT, "ratio ≤ %.1f", bound);
        }
    }

    /** The numbers are told, and nothing is asked of them. */
    record None() implements Goal {
        @Override
        public Optional<Boolean> reachedBy(double ratio, double value) {
            return Optional.empty();
        }

        @Override
        public String text() {
            return "–";
        }
    }

    /** Our value must not be greater, whatever the peer does. */
    record ValueAtMost(double bound) implements Goal {
        @Override
        public Optional<Boolean> reachedBy(double ratio, double value) {
            return Optional.of(value <= bound);
        }

        @Override
        public String text() {
            return String.format(Locale.ROOT, "value ≤ %.1f", bound);
        }
    }
}
