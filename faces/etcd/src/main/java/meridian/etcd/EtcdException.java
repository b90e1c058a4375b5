package meridian.etcd;

/** A request that ends with an error, as its client will see it. Carries no stack trace: it is an answer, not a bug. */
final class EtcdException extends RuntimeException {
    private final transient Ending ending;

    EtcdException(Ending ending) {
        super(ending.status().getDescription(), null, false, false);
        this.ending = ending;
    }

    Ending ending() {
        return ending;
    }
}
