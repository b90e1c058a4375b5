package meridian.etcd;

import io.etcd.jetcd.api.Event;
import io.etcd.jetcd.api.ResponseHeader;
import io.etcd.jetcd.api.WatchResponse;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import meridian.store.StoreError;
import meridian.store.WatchEvent;
import meridian.store.Watcher;

/** Builds what a watch stream sends. */
final class WatchReplies {
    /** The id in answers that belong to no watch, or to all of the stream. */
    static final long NO_WATCH = -1;

    private final Identity identity;
    private final LeaderWatch leader;
    private final int fragmentBytesMax;

    WatchReplies(Identity identity, LeaderWatch leader, int fragmentBytesMax) {
        this.identity = identity;
        this.leader = leader;
        this.fragmentBytesMax = fragmentBytesMax;
    }

    WatchResponse created(Watch watch) {
        return response(watch.id, watch.watcher.createdRevision())
                .setCreated(true)
                .build();
    }

    WatchResponse refused(String reason) {
        return WatchResponse.newBuilder()
                .setHeader(identity.header())
                .setWatchId(NO_WATCH)
                .setCreated(true)
                .setCanceled(true)
                .setCancelReason(reason)
                .build();
    }

    WatchResponse canceled(Watch watch) {
        return response(watch.id, watch.seen).setCanceled(true).build();
    }

    WatchResponse ended(Watch watch, StoreError error) {
        WatchResponse.Builder response = response(watch.id, watch.seen).setCanceled(true);
        if (error instanceof StoreError.Compacted(long compactedRevision)) {
            response.setCompactRevision(compactedRevision);
        }
        Status status = EtcdErrors.of(error);
        return response.setCancelReason(
                        error instanceof StoreError.AccessRefused
                                ? EtcdErrors.rpcText(status)
                                : EtcdErrors.text(status))
                .build();
    }

    WatchResponse progress(long watchId, long revision) {
        return response(watchId, revision).build();
    }

    /** How far a stream without watches is: as far as the store. */
    WatchResponse progressOfStore() {
        return WatchResponse.newBuilder()
                .setHeader(identity.header())
                .setWatchId(NO_WATCH)
                .build();
    }

    /** One response, or several when the client wants large ones in pieces. */
    List<WatchResponse> events(Watch watch, Watcher.Batch batch) {
        List<Event> events = new ArrayList<>(batch.events().size());
        for (WatchEvent event : batch.events()) {
            events.add(Replies.event(event));
        }
        WatchResponse whole =
                response(watch.id, batch.revision()).addAllEvents(events).build();
        boolean inOne = !watch.wantsFragments || events.size() == 1 || whole.getSerializedSize() < fragmentBytesMax;
        return inOne ? List.of(whole) : fragments(whole);
    }

    private List<WatchResponse> fragments(WatchResponse whole) {
        List<WatchResponse> fragments = new ArrayList<>();
        WatchResponse.Builder fragment = whole.toBuilder().clearEvents();
        int bytes = 0;
        for (Event event : whole.getEventsList()) {
            int size = event.getSerializedSize();
            if (bytes > 0 && bytes + size >= fragmentBytesMax) {
                fragments.add(LaterFields.asFragment(fragment).build());
                fragment = whole.toBuilder().clearEvents();
                bytes = 0;
            }
            fragment.addEvents(event);
            bytes += size;
        }
        fragments.add(fragment.build());
        return fragments;
    }

    private WatchResponse.Builder response(long watchId, long revision) {
        ResponseHeader header = identity.header(revision, leader.term());
        return WatchResponse.newBuilder().setHeader(header).setWatchId(watchId);
    }
}
