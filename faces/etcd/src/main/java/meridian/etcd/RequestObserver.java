package meridian.etcd;

/** Hears of every call of a client, for metrics. Called on event loops: it must not block and must not throw. */
@FunctionalInterface
public interface RequestObserver {
    /** For whoever does not want to know. */
    RequestObserver NONE = _ -> _ -> {};

    /** @param method the service and its method, such as {@code etcdserverpb.KV/Put} */
    Call began(String method);

    /** A call that is under way. */
    @FunctionalInterface
    interface Call {
        /** @param code gRPC's name of the status it ended with, such as {@code OK} */
        void ended(String code);
    }
}
