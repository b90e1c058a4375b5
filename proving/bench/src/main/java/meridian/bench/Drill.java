package meridian.bench;

import java.time.Duration;
import meridian.base.Address;

/** Something bad that is done to a cluster in order to see how long it takes to recover. The cluster stays damaged. */
interface Drill {
    /** The measure, in seconds, that this drill feeds. */
    Measure measure();

    /** Does it and returns how long the recovery took. */
    Duration run(RunningSystem running, Address leader);
}
