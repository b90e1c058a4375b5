package meridian.base;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** The real ports. The one class that asks the machine for the time and for randomness. */
public final class Machine {
    private static final SecureRandom RANDOM = new SecureRandom();

    private Machine() {}

    public static Clock clock() {
        return new TimeOfDay();
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

    private static final class TimeOfDay implements Clock {
        @Override
        public long unixMillis() {
            return System.currentTimeMillis();
        }

        @Override
        public long unixNanos() {
            Instant now = Instant.now();
            return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
        }
    }
}
