package meridian.time;

/** Between NTP's fixed-point numbers and nanoseconds. */
final class NtpTime {
    /** From 1900, where NTP's first era begins, to 1970. */
    private static final long SECONDS_TO_UNIX = 2_208_988_800L;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long ERA_SECONDS = 1L << 32;

    private NtpTime() {}

    /**
     * Nanoseconds since the Unix epoch. The 32 bits of seconds began again in 2036; numbers of their lower half are taken
     * as after that, which is right from 1968 to 2104.
     */
    static long toUnix(long timestamp) {
        long seconds = timestamp >>> 32;
        long era = seconds < ERA_SECONDS / 2 ? ERA_SECONDS : 0;
        return (seconds + era - SECONDS_TO_UNIX) * NANOS_PER_SECOND + fractionToNanos(timestamp);
    }

    static long ofUnix(long nanos) {
        long seconds = Math.floorDiv(nanos, NANOS_PER_SECOND) + SECONDS_TO_UNIX;
        return (seconds << 32) | ((Math.floorMod(nanos, NANOS_PER_SECOND) << 32) / NANOS_PER_SECOND);
    }

    private static long fractionToNanos(long timestamp) {
        return ((timestamp & 0xffff_ffffL) * NANOS_PER_SECOND) >>> 32;
    }

    /** An interval in 16 bits of seconds and 16 of their parts, rounded up: it says how wrong something may be. */
    static long shortToNanos(int interval) {
        return ((interval & 0xffff_ffffL) * NANOS_PER_SECOND + 0xffff) >>> 16;
    }

    /** Rounded up, and at most what fits. */
    static int nanosToShort(long nanos) {
        long whole = nanos / NANOS_PER_SECOND;
        if (whole > 0xffff) {
            return -1;
        }
        long part = (((nanos % NANOS_PER_SECOND) << 16) + NANOS_PER_SECOND - 1) / NANOS_PER_SECOND;
        return (int) Math.min((whole << 16) + part, 0xffff_ffffL);
    }
}
