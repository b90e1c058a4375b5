package meridian.bench;

import java.util.List;
import meridian.base.Address;

/** What a number of clients do at the same time while something is measured. */
interface Workload {
    /** The measure that this workload feeds. */
    Measure measure();

    /** Connects the clients to these endpoints. */
    Clients connect(List<Address> endpoints);
}
