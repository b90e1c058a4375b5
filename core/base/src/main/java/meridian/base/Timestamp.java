package meridian.base;

import java.time.Instant;
import java.time.format.DateTimeParseException;

/**
 * A reading of the hybrid logical clock: 48 bits of Unix milliseconds, then 16 bits of counter.
 *
 * <p>It is also the store's revision. Readings compare as plain numbers, and adding one to a full counter carries into
 * the milliseconds, so a run of consecutive numbers is a run of valid readings.
 */
public record Timestamp(long bits) implements Comparable<Timestamp> {
    /** Before every reading a clock can give. */
    public static final Timestamp ZERO = new Timestamp(0);

    private static final int COUNTER_BITS = 16;
    private static final long COUNTER_MAX = (1L << COUNTER_BITS) - 1;
    private static final long MILLIS_MAX = (1L << 47) - 1;

    public Timestamp {
        Invariant.check(bits >= 0, "timestamp %d is negative", bits);
    }

    public static Timestamp of(long unixMillis, long counter) {
        Invariant.check(unixMillis >= 0 && unixMillis <= MILLIS_MAX, "%d ms do not fit a timestamp", unixMillis);
        Invariant.check(counter >= 0 && counter <= COUNTER_MAX, "counter %d does not fit a timestamp", counter);
        return new Timestamp(unixMillis << COUNTER_BITS | counter);
    }

    /** Reads what {@link #toString} prints. */
    public static Timestamp parse(String text) {
        int plus = text.lastIndexOf('+');
        try {
            long millis = Instant.parse(text.substring(0, Math.max(plus, 0))).toEpochMilli();
            long counter = Long.parseLong(text.substring(plus + 1));
            if (millis < 0 || millis > MILLIS_MAX || counter < 0 || counter > COUNTER_MAX) {
                throw new NumberFormatException("out of range");
            }
            return of(millis, counter);
        } catch (DateTimeParseException | NumberFormatException | ArithmeticException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a timestamp: expected for instance 2026-01-31T12:00:00.000Z+0", e);
        }
    }

    public long unixMillis() {
        return bits >>> COUNTER_BITS;
    }

    public long counter() {
        return bits & COUNTER_MAX;
    }

    public Timestamp plus(long steps) {
        return new Timestamp(Math.addExact(bits, steps));
    }

    public Timestamp next() {
        return plus(1);
    }

    public static Timestamp max(Timestamp a, Timestamp b) {
        return a.bits >= b.bits ? a : b;
    }

    @Override
    public int compareTo(Timestamp other) {
        return Long.compare(bits, other.bits);
    }

    @Override
    public String toString() {
        return Instant.ofEpochMilli(unixMillis()) + "+" + counter();
    }
}
