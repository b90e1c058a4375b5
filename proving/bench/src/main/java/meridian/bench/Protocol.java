package meridian.bench;

import java.util.List;
import meridian.base.Address;

/** How to ask systems of one kind for what a race has to know of them, apart from all load. */
interface Protocol {
    /** Returns as soon as the system has answered a first write, or fails when it takes too long. */
    void awaitFirstWrite(RunningSystem running);

    /** Which of the endpoints leads. */
    Address leader(List<Address> endpoints);
}
