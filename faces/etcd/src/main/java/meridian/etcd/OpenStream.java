package meridian.etcd;

import io.grpc.Status;

/** A stream that stays open until its client or the node ends it. */
interface OpenStream {
    /** Does its client want it to end when nobody leads? */
    boolean demandsLeader();

    /** Ends it soon; may come from any thread, and more than once. */
    void end(Status status);
}
