package meridian.etcd;

import io.grpc.ServerCall;
import io.grpc.Status;

/** Takes what a client sends within one call. */
abstract class RequestListener<Q> extends ServerCall.Listener<Q> {
    /** Ends the call, soon, unless it has ended, because of what its client did or what stands against it here. */
    abstract void end(Status status);
}
