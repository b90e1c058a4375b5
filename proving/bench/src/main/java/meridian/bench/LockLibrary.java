package meridian.bench;

import java.util.List;
import meridian.base.Address;

/** The client library by which programs use a system's locks or elections. */
@FunctionalInterface
interface LockLibrary {
    /** Connects so many clients, neighbours to different endpoints. */
    LockClients connect(List<Address> endpoints, int clients);
}
