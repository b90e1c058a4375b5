package meridian.client;

/**
 * A key and what the store knows of it.
 *
 * @param createRevision the revision that made it, the last time that it was not there before
 * @param modRevision the revision that changed it last
 * @param version how often it was written since it was made; 1 after the first time
 * @param lease the number of the lease that it ends with, 0 for none
 */
public record KeyValue(Bytes key, Bytes value, long createRevision, long modRevision, long version, long lease) {
    static KeyValue of(io.etcd.jetcd.api.KeyValue wire) {
        return new KeyValue(
                Bytes.of(wire.getKey()),
                Bytes.of(wire.getValue()),
                wire.getCreateRevision(),
                wire.getModRevision(),
                wire.getVersion(),
                wire.getLease());
    }
}
