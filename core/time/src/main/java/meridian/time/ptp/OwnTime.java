package meridian.time.ptp;

import java.time.Duration;
import java.util.Optional;

/** The time that we could tell others. */
public interface OwnTime {
    /** By how much it may be wrong after a while in which nobody confirms it; nothing while that is not known. */
    Optional<Duration> boundIn(Duration later);

    /** What it shows at a moment of the monotonic clock, in nanoseconds since 1970 by UTC. */
    long at(long tick);

    /** Is a second inserted at the end of the day (1), left out (-1), or neither (0)? */
    int leap();
}
