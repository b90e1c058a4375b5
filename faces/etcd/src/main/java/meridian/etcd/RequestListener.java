package meridian.etcd;

import io.grpc.ServerCall;
import io.grpc.Status;

/** Takes what a client sends within one call. */
abstract class RequestListener<Q> extends ServerCall.Listener<Q> {
    /** Ends the call, soon, unless it has ended. */
    abstract void end(Status status);
}
