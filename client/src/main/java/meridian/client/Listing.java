package meridian.client;

import io.etcd.jetcd.api.RangeResponse;
import java.util.List;

/**
 * What was read.
 *
 * @param entries in the order of their keys
 * @param more are there more than the limit allowed?
 * @param revision the store's, at which this was read: a watch from the next one on misses nothing
 */
public record Listing(List<KeyValue> entries, boolean more, long revision) {
    public Listing {
        entries = List.copyOf(entries);
    }

    static Listing of(RangeResponse response, long revision) {
        return new Listing(response.getKvsList().stream().map(KeyValue::of).toList(), response.getMore(), revision);
    }
}
