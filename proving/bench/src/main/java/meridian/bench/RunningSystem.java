package meridian.bench;

import java.util.List;
import meridian.base.Address;

/** A cluster that was started for a benchmark. */
interface RunningSystem extends AutoCloseable {
    /** Where its nodes listen, or will listen, for clients. */
    List<Address> endpoints();

    /** Fails, with what is known about it, when a process has ended that should run. */
    void requireAlive();

    /** The processes whose cost counts, in the order of the endpoints. To be asked once the cluster serves. */
    List<Long> processIds();

    /** Stops the processes that the start began, and no others. Closing twice does nothing. */
    @Override
    void close();
}
