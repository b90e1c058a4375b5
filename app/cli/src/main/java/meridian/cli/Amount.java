package meridian.cli;

import java.time.Duration;
import java.util.Locale;

/** Times too short for hours and minutes, as a person reads them: three or four digits and the unit that fits. */
final class Amount {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double THOUSAND = 1e3;
    private static final double TEN = 10;
    private static final double HUNDRED = 100;
    private static final String[] UNITS = {"ns", "µs", "ms", "s"};

    private Amount() {}

    static String of(Duration time) {
        double value = time.toNanos();
        int unit = 0;
        while (Math.abs(value) >= THOUSAND && unit < UNITS.length - 1) {
            value /= THOUSAND;
            unit++;
        }
        return String.format(Locale.ROOT, "%." + digits(unit, Math.abs(value)) + "f %s", value, UNITS[unit]);
    }

    private static int digits(int unit, double value) {
        if (unit == 0) {
            return 0;
        }
        return value < TEN ? 2 : value < HUNDRED ? 1 : 0;
    }

    /** With the direction, also when it is forward. */
    static String signed(Duration time) {
        return (time.isNegative() ? "" : "+") + of(time);
    }

    static Duration ofSeconds(double seconds) {
        return Duration.ofNanos(Math.round(seconds * NANOS_PER_SECOND));
    }

    static double seconds(Duration time) {
        return time.toNanos() / NANOS_PER_SECOND;
    }
}
