package meridian.bench;

import java.util.List;
import meridian.base.Address;

/** What the benchmark of one protocol brings along: how to see that a system serves, fill it, and load it. */
interface Suite {
    /** Seconds from the start of a cluster to its first successful write. */
    Measure startMeasure();

    List<Workload> workloads();

    /** Returns as soon as the system has answered a first write, or fails when it takes too long. */
    void awaitFirstWrite(RunningSystem running);

    /** Writes the data that the workloads expect to find. */
    void fill(List<Address> endpoints);

    /** Which of the endpoints leads; the first one where the protocol knows no leader. */
    Address leader(List<Address> endpoints);
}
