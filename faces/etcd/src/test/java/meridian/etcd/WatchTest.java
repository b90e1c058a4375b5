package meridian.etcd;

import static meridian.etcd.Messages.askProgress;
import static meridian.etcd.Messages.begin;
import static meridian.etcd.Messages.bytes;
import static meridian.etcd.Messages.cancel;
import static meridian.etcd.Messages.delete;
import static meridian.etcd.Messages.step;
import static meridian.etcd.Messages.watch;
import static meridian.etcd.Messages.watchPrefix;
import static meridian.etcd.Messages.withFragments;
import static meridian.etcd.Messages.withId;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcd.jetcd.api.CompactionRequest;
import io.etcd.jetcd.api.Event;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.WatchCreateRequest.FilterType;
import io.etcd.jetcd.api.WatchResponse;
import io.grpc.Status.Code;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchTest {
    private static final int FRAGMENT_BYTES = 64 << 10;
    private static final int WATCHES_MAX = 5;

    private FaceFixture fixture;
    private ErrorContract.Client client;
    private WatchClient stream;

    @BeforeEach
    void start(@TempDir Path folder) {
        EtcdLimits limits = new EtcdLimits(FRAGMENT_BYTES, 1_000, 3, WATCHES_MAX, 128 << 10, 8, 1, 2);
        fixture = new FaceFixture(folder, FaceFixture.CONFIG.with(limits).with(FaceFixture.impatient()));
        client = fixture.client();
        stream = WatchClient.of(fixture.channel());
    }

    @AfterEach
    void stop() {
        stream.close();
        fixture.close();
    }

    private long put(String key, String value) {
        return client.kv().put(Messages.put(key, value)).getHeader().getRevision();
    }

    private WatchResponse ask(io.etcd.jetcd.api.WatchRequest request) {
        stream.send(request);
        return stream.next();
    }

    @Test
    void a_stream_carries_many_watches_with_ids_of_their_own() {
        assertThat(ask(begin(watch("a"))).getWatchId()).isZero();
        assertThat(ask(begin(withId(watch("b"), 1))).getWatchId()).isEqualTo(1);
        assertThat(ask(begin(watch("c"))).getWatchId()).isEqualTo(2);
        put("b", "1");
        put("c", "1");
        assertThat(stream.next().getWatchId()).isEqualTo(1);
        assertThat(stream.next().getWatchId()).isEqualTo(2);
    }

    @Test
    void an_id_that_is_taken_is_refused_and_harms_nobody() {
        ask(begin(withId(watch("a"), 7)));
        WatchResponse refused = ask(begin(withId(watch("b"), 7)));
        assertThat(refused.getCreated()).isTrue();
        assertThat(refused.getCanceled()).isTrue();
        assertThat(refused.getWatchId()).isEqualTo(-1);
        assertThat(refused.getCancelReason()).isEqualTo("mvcc: duplicate watch ID provided on the WatchStream");
        put("a", "1");
        assertThat(stream.next().getWatchId()).isEqualTo(7);
    }

    @Test
    void a_range_that_ends_before_it_begins_is_refused() {
        WatchResponse refused = ask(begin(watch("z").setRangeEnd(bytes("a"))));
        assertThat(refused.getCanceled()).isTrue();
        assertThat(refused.getCancelReason()).isEqualTo("mvcc: watcher range is empty");
    }

    @Test
    void more_watches_than_allowed_are_refused() {
        for (int i = 0; i < WATCHES_MAX; i++) {
            assertThat(ask(begin(watch("a"))).getCanceled()).isFalse();
        }
        assertThat(ask(begin(watch("a"))).getCancelReason()).isEqualTo("etcdserver: too many requests");
    }

    @Test
    void more_streams_than_allowed_are_refused() {
        List<WatchClient> others = new ArrayList<>();
        ask(begin(watch("a")));
        for (int i = 0; i < 2; i++) {
            WatchClient other = WatchClient.of(fixture.channel());
            other.send(begin(watch("a")));
            other.next();
            others.add(other);
        }
        try (WatchClient tooMany = WatchClient.of(fixture.channel())) {
            assertThat(tooMany.end().getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED);
        }
        others.forEach(WatchClient::close);
    }

    @Test
    void a_canceled_watch_tells_nothing_more() {
        ask(begin(withId(watch("a"), 1)));
        ask(begin(withId(watch("a"), 2)));
        stream.send(cancel(99));
        WatchResponse canceled = ask(cancel(1));
        assertThat(canceled.getWatchId()).isEqualTo(1);
        assertThat(canceled.getCanceled()).isTrue();
        put("a", "1");
        put("a", "2");
        assertThat(stream.next().getWatchId()).isEqualTo(2);
        assertThat(stream.next().getWatchId()).isEqualTo(2);
    }

    @Test
    void filters_and_previous_values_are_as_asked_for() {
        ask(begin(withId(watch("a").addFilters(FilterType.NOPUT).setPrevKv(true), 1)));
        ask(begin(withId(watch("a").addFilters(FilterType.NODELETE), 2)));
        long revision = put("a", "old");
        Event created = stream.events(1).getFirst();
        assertThat(created.getType()).isEqualTo(Event.EventType.PUT);
        assertThat(created.getKv().getCreateRevision()).isEqualTo(revision);
        assertThat(created.hasPrevKv()).isFalse();

        client.kv().deleteRange(delete("a"));
        Event deleted = stream.events(1).getFirst();
        assertThat(deleted.getType()).isEqualTo(Event.EventType.DELETE);
        assertThat(deleted.getKv().getModRevision()).isGreaterThan(revision);
        assertThat(deleted.getPrevKv().getValue()).isEqualTo(bytes("old"));
    }

    @Test
    void history_that_was_compacted_cannot_be_watched() {
        long old = put("a", "1");
        long now = put("a", "2");
        client.kv().compact(CompactionRequest.newBuilder().setRevision(now).build());
        assertThat(ask(begin(watch("a").setStartRevision(old))).getCreated()).isTrue();
        WatchResponse canceled = stream.next();
        assertThat(canceled.getCanceled()).isTrue();
        assertThat(canceled.getCompactRevision()).isEqualTo(now);

        ask(begin(watch("a").setStartRevision(now)));
        assertThat(stream.events(1).getFirst().getKv().getValue()).isEqualTo(bytes("2"));
    }

    @Test
    void progress_covers_everything_that_was_told() {
        ask(begin(watch("a")));
        put("a", "1");
        long elsewhere = put("b", "1");
        stream.events(1);
        WatchResponse progress = ask(askProgress());
        assertThat(progress.getWatchId()).isEqualTo(-1);
        assertThat(progress.getEventsCount()).isZero();
        assertThat(progress.getHeader().getRevision()).isGreaterThanOrEqualTo(elsewhere);
    }

    @Test
    void progress_of_a_stream_without_watches_is_that_of_the_store() {
        long now = put("a", "1");
        assertThat(ask(askProgress()).getHeader().getRevision()).isEqualTo(now);
    }

    @Test
    void a_quiet_watch_is_told_how_far_it_is() {
        ask(begin(withId(watch("a").setProgressNotify(true), 3)));
        long elsewhere = put("b", "1");
        WatchResponse progress = stream.next();
        while (progress.getHeader().getRevision() < elsewhere) {
            progress = stream.next();
        }
        assertThat(progress.getWatchId()).isEqualTo(3);
        assertThat(progress.getEventsCount()).isZero();
    }

    @Test
    void changes_of_one_revision_come_together() {
        ask(begin(watchPrefix("k")));
        client.kv().txn(puts(100, "v"));
        WatchResponse response = stream.next();
        assertThat(response.getEventsCount()).isEqualTo(100);
        assertThat(response.getEventsList().stream()
                        .map(event -> event.getKv().getModRevision())
                        .distinct())
                .hasSize(1);
    }

    private static TxnRequest puts(int count, String value) {
        TxnRequest.Builder request = TxnRequest.newBuilder();
        for (int i = 0; i < count; i++) {
            request.addSuccess(step(Messages.put("k" + i, value)));
        }
        return request.build();
    }

    @Test
    void a_large_revision_comes_in_fragments_if_the_client_can_join_them() {
        ask(begin(withFragments(watchPrefix("k"))));
        client.kv().txn(puts(100, "v".repeat(2_000)));
        int events = 0;
        List<Boolean> continued = new ArrayList<>();
        while (events < 100) {
            WatchResponse fragment = stream.next();
            assertThat(fragment.getSerializedSize()).isLessThan(FRAGMENT_BYTES + 1_000);
            events += fragment.getEventsCount();
            continued.add(fragment.getUnknownFields().hasField(7));
        }
        assertThat(continued).hasSizeGreaterThan(2).last().isEqualTo(false);
        assertThat(continued.subList(0, continued.size() - 1)).containsOnly(true);
    }

    @Test
    void a_client_that_says_no_more_still_hears() {
        ask(begin(watch("a")));
        stream.halfClose();
        put("a", "1");
        assertThat(stream.events(1)).hasSize(1);
    }

    @Test
    void a_face_that_closes_says_so() {
        ask(begin(watch("a")));
        fixture.face().close();
        assertThat(stream.end().getCode()).isEqualTo(Code.UNAVAILABLE);
        assertThat(stream.end().getDescription()).isEqualTo("etcdserver: server stopped");
    }
}
