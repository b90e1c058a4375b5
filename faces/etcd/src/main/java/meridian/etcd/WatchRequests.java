package meridian.etcd;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.WatchCreateRequest;
import meridian.store.KeyRange;
import meridian.store.WatchQuery;

/** From etcd's watch requests to the store's. */
final class WatchRequests {
    private static final ByteString SMALLEST_KEY = ByteString.copyFrom(new byte[1]);

    private WatchRequests() {}

    /** Unlike elsewhere, no key means the smallest one. */
    static KeyRange range(WatchCreateRequest request) {
        ByteString key = request.getKey().isEmpty() ? SMALLEST_KEY : request.getKey();
        return Requests.keys(key, request.getRangeEnd());
    }

    static WatchQuery query(KeyRange range, WatchCreateRequest request) {
        return new WatchQuery(
                range,
                Math.max(0, request.getStartRevision()),
                !request.getFiltersList().contains(WatchCreateRequest.FilterType.NOPUT),
                !request.getFiltersList().contains(WatchCreateRequest.FilterType.NODELETE),
                request.getPrevKv());
    }
}
