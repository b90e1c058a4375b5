package meridian.base;

import java.security.SecureRandom;

/** The real ports. The one class that asks the machine for the time and for randomness. */
public final class Machine {
    private static final SecureRandom RANDOM = new SecureRandom();

    private Machine() {}

    public static Clock clock() {
        return System::currentTimeMillis;
    }

    public static Ticker ticker() {
        return System::nanoTime;
    }

    public static Randomness randomness() {
        return RANDOM::nextLong;
    }

    public static Disk disk() {
        return new FileDisk();
    }
}
