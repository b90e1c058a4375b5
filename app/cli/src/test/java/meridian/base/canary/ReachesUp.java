package meridian.base.canary;

import io.grpc.Status;
import meridian.store.KeyRange;

/** A canary on the lowest floor that uses the store and a protocol, in a package that nobody marked. */
public final class ReachesUp {
    private ReachesUp() {}

    static String reach() {
        return KeyRange.ALL.toString() + Status.OK;
    }
}
