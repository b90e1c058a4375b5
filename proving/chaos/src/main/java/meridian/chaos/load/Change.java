package meridian.chaos.load;

import io.etcd.jetcd.api.Event;
import meridian.base.Bytes;

/**
 * What happened to a key.
 *
 * @param value empty if it was deleted
 * @param version how often it had been written since it was created; 0 if it was deleted
 */
public record Change(long revision, Bytes key, Bytes value, long version) {
    static Change of(Event event) {
        return new Change(
                event.getKv().getModRevision(),
                Bytes.wrap(event.getKv().getKey().toByteArray()),
                Bytes.wrap(event.getKv().getValue().toByteArray()),
                event.getKv().getVersion());
    }

    public boolean isDelete() {
        return version == 0;
    }

    @Override
    public String toString() {
        return revision + " " + key + (isDelete() ? " deleted" : " = " + value + " (version " + version + ")");
    }
}
