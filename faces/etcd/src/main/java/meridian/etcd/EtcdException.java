package meridian.etcd;

import io.grpc.Status;

/** A request that ends with an error, as its client will see it. Carries no stack trace: it is an answer, not a bug. */
final class EtcdException extends RuntimeException {
    private final transient Status status;

    EtcdException(Status status) {
        super(status.getDescription(), null, false, false);
        this.status = status;
    }

    Status status() {
        return status;
    }
}
