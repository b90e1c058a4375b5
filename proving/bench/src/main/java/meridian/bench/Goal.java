package meridian.bench;

import java.util.Locale;

/** What a measure should reach. */
sealed interface Goal {
    boolean reachedBy(double ratio, double value);

    String text();

    /** Our value divided by the peer's must not be smaller. */
    record RatioAtLeast(double bound) implements Goal {
        @Override
        public boolean reachedBy(double ratio, double value) {
            return ratio >= bound;
        }

        @Override
        public String text() {
            return String.format(Locale.ROOT, "ratio ≥ %.1f", bound);
        }
    }

    /** Our value divided by the peer's must not be greater. */
    record RatioAtMost(double bound) implements Goal {
        @Override
        public boolean reachedBy(double ratio, double value) {
            return ratio <= bound;
        }

        @Override
        public String text() {
            return String.format(Locale.ROOT, "ratio ≤ %.1f", bound);
        }
    }

    /** Our value must not be greater, whatever the peer does. */
    record ValueAtMost(double bound) implements Goal {
        @Override
        public boolean reachedBy(double ratio, double value) {
            return value <= bound;
        }

        @Override
        public String text() {
            return String.format(Locale.ROOT, "value ≤ %.1f", bound);
        }
    }
}
