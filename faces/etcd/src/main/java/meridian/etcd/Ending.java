package meridian.etcd;

import io.grpc.Metadata;
import io.grpc.Status;

/**
 * How a call ends. etcd's codes and texts do not always say whether something was done; the trailer does, for clients
 * that look at it.
 *
 * @param mayBeDone whether what was asked for may have been done, though the status is none of success
 */
record Ending(Status status, boolean mayBeDone) {
    static final Ending OK = new Ending(Status.OK, true);

    private static final Metadata.Key<String> OUTCOME =
            Metadata.Key.of("meridian-outcome", Metadata.ASCII_STRING_MARSHALLER);

    /** Nothing was done, so it may be asked for again. */
    static Ending refused(Status status) {
        return new Ending(status, false);
    }

    static Ending unknown(Status status) {
        return new Ending(status, true);
    }

    Metadata trailers() {
        Metadata trailers = new Metadata();
        if (!status.isOk()) {
            trailers.put(OUTCOME, mayBeDone ? "unknown" : "not-applied");
        }
        return trailers;
    }
}
