package meridian.store;

/** What was asked for is not for this caller. For the few requests that have no reply to say so in. */
public final class NotPermitted extends RuntimeException {
    private final transient StoreError error;

    NotPermitted(StoreError error) {
        super(error.toString(), null, false, false);
        this.error = error;
    }

    public StoreError error() {
        return error;
    }
}
