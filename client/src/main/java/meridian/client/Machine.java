package meridian.client;

import java.security.SecureRandom;

/** The one class that asks the machine for the time and for randomness. */
final class Machine {
    private static final SecureRandom RANDOM = new SecureRandom();

    private Machine() {}

    /** Nanoseconds of a clock that nobody sets. Only differences mean anything. */
    static long nanos() {
        return System.nanoTime();
    }

    /** Any number, also a negative one. */
    static long random() {
        return RANDOM.nextLong();
    }

    /** From 0 to less than 1. */
    static double fraction() {
        return RANDOM.nextDouble();
    }
}
