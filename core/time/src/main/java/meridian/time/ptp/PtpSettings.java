package meridian.time.ptp;

import java.time.Duration;

/**
 * What a port is told about its part.
 *
 * @param domain the clocks that talk to each other; others on the same wire are passed over
 * @param transmits may it tell the time, where no better clock does?
 * @param priority1 the lower, the rather a clock is followed, whatever it says about itself
 * @param priority2 the same among clocks that say the same about themselves
 * @param utcOffset by how many seconds atomic time is ahead of UTC
 */
public record PtpSettings(int domain, boolean transmits, int priority1, int priority2, int utcOffset) {
    /** As the default profile has them: two to the power of so many seconds. */
    static final int LOG_ANNOUNCE_INTERVAL = 1;

    static final int LOG_SYNC_INTERVAL = 0;
    static final int LOG_DELAY_INTERVAL = 0;

    /** After so many announcements that did not come, a clock is gone. */
    static final int ANNOUNCEMENTS_MISSED = 3;

    static final Duration ANNOUNCE_INTERVAL = Duration.ofSeconds(1L << LOG_ANNOUNCE_INTERVAL);
    static final Duration ANNOUNCEMENTS_AWAITED = ANNOUNCE_INTERVAL.multipliedBy(ANNOUNCEMENTS_MISSED);
    static final Duration SYNC_INTERVAL = Duration.ofSeconds(1L << LOG_SYNC_INTERVAL);
}
