package meridian.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KV;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.Lease;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.cluster.Member;
import io.etcd.jetcd.kv.DeleteResponse;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.kv.PutResponse;
import io.etcd.jetcd.kv.TxnResponse;
import io.etcd.jetcd.lease.LeaseKeepAliveResponse;
import io.etcd.jetcd.lease.LeaseTimeToLiveResponse;
import io.etcd.jetcd.maintenance.StatusResponse;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.CompactOption;
import io.etcd.jetcd.options.DeleteOption;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.LeaseOption;
import io.etcd.jetcd.options.PutOption;
import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.support.CloseableClient;
import io.etcd.jetcd.watch.WatchEvent;
import io.etcd.jetcd.watch.WatchResponse;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import meridian.base.Machine;
import meridian.store.SnapshotArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The face as a real client sees it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JetcdTest {
    private static final int PATIENCE_SECONDS = 20;

    private FaceFixture fixture;
    private Client client;
    private KV kv;

    @BeforeAll
    void start(@TempDir Path folder) {
        fixture = new FaceFixture(folder);
        client = Client.builder()
                .endpoints("http://127.0.0.1:" + fixture.face().port())
                .build();
        kv = client.getKVClient();
    }

    @AfterAll
    void stop() {
        client.close();
        fixture.close();
    }

    private static ByteSequence bytes(String text) {
        return ByteSequence.from(text, UTF_8);
    }

    private static <T> T await(CompletableFuture<T> future) {
        return future.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    private PutResponse put(String key, String value) {
        return await(kv.put(bytes(key), bytes(value)));
    }

    private GetResponse get(String key, GetOption option) {
        return await(kv.get(bytes(key), option));
    }

    private static List<String> keys(List<KeyValue> keyValues) {
        return keyValues.stream().map(it -> it.getKey().toString(UTF_8)).toList();
    }

    @Test
    void what_was_put_is_read_with_its_history() {
        PutResponse first = put("read/a", "1");
        PutResponse second = await(kv.put(
                bytes("read/a"), bytes("2"), PutOption.builder().withPrevKV().build()));
        assertThat(second.getPrevKv().getValue()).isEqualTo(bytes("1"));
        assertThat(second.getHeader().getRevision())
                .isGreaterThan(first.getHeader().getRevision());

        KeyValue now = await(kv.get(bytes("read/a"))).getKvs().getFirst();
        assertThat(now.getValue()).isEqualTo(bytes("2"));
        assertThat(now.getCreateRevision()).isEqualTo(first.getHeader().getRevision());
        assertThat(now.getModRevision()).isEqualTo(second.getHeader().getRevision());
        assertThat(now.getVersion()).isEqualTo(2);

        GetOption past = GetOption.builder()
                .withRevision(first.getHeader().getRevision())
                .build();
        assertThat(get("read/a", past).getKvs().getFirst().getValue()).isEqualTo(bytes("1"));
    }

    @Test
    void ranges_are_limited_sorted_and_counted() {
        for (String name : List.of("c", "a", "d", "b")) {
            put("range/" + name, name);
        }
        GetOption.Builder prefix = GetOption.builder().isPrefix(true);
        assertThat(keys(get("range/", prefix.build()).getKvs()))
                .containsExactly("range/a", "range/b", "range/c", "range/d");

        GetResponse limited = get(
                "range/",
                GetOption.builder()
                        .isPrefix(true)
                        .withLimit(2)
                        .withSortField(GetOption.SortTarget.MOD)
                        .withSortOrder(GetOption.SortOrder.DESCEND)
                        .build());
        assertThat(keys(limited.getKvs())).containsExactly("range/b", "range/d");
        assertThat(limited.getCount()).isEqualTo(4);
        assertThat(limited.isMore()).isTrue();

        GetResponse counted = get(
                "range/", GetOption.builder().isPrefix(true).withCountOnly(true).build());
        assertThat(counted.getCount()).isEqualTo(4);
        assertThat(counted.getKvs()).isEmpty();

        GetResponse keysOnly = get(
                "range/",
                GetOption.builder()
                        .isPrefix(true)
                        .withKeysOnly(true)
                        .withSerializable(true)
                        .build());
        assertThat(keysOnly.getKvs()).hasSize(4).allMatch(it -> it.getValue().isEmpty());
    }

    @Test
    void a_delete_tells_what_it_deleted() {
        put("delete/a", "1");
        put("delete/b", "2");
        DeleteResponse deleted = await(kv.delete(
                bytes("delete/"),
                DeleteOption.builder().isPrefix(true).withPrevKV(true).build()));
        assertThat(deleted.getDeleted()).isEqualTo(2);
        assertThat(keys(deleted.getPrevKvs())).containsExactly("delete/a", "delete/b");
        assertThat(await(kv.get(bytes("delete/a"))).getKvs()).isEmpty();
    }

    @Test
    void a_transaction_takes_the_branch_its_comparisons_choose() {
        put("txn/a", "1");
        TxnResponse held = await(kv.txn()
                .If(new Cmp(bytes("txn/a"), Cmp.Op.EQUAL, CmpTarget.value(bytes("1"))))
                .Then(
                        Op.put(bytes("txn/b"), bytes("then"), PutOption.DEFAULT),
                        Op.get(bytes("txn/b"), GetOption.DEFAULT))
                .Else(Op.delete(bytes("txn/a"), DeleteOption.DEFAULT))
                .commit());
        assertThat(held.isSucceeded()).isTrue();
        assertThat(held.getGetResponses().getFirst().getKvs().getFirst().getValue())
                .isEqualTo(bytes("then"));

        TxnResponse failed = await(kv.txn()
                .If(new Cmp(bytes("txn/a"), Cmp.Op.GREATER, CmpTarget.version(1)))
                .Then(Op.delete(bytes("txn/b"), DeleteOption.DEFAULT))
                .Else(Op.txn(
                        new Cmp[] {new Cmp(bytes("txn/b"), Cmp.Op.GREATER, CmpTarget.createRevision(0))},
                        new Op[] {Op.put(bytes("txn/c"), bytes("nested"), PutOption.DEFAULT)},
                        new Op[] {}))
                .commit());
        assertThat(failed.isSucceeded()).isFalse();
        assertThat(failed.getTxnResponses().getFirst().isSucceeded()).isTrue();
        assertThat(await(kv.get(bytes("txn/c"))).getKvs()).hasSize(1);
    }

    @Test
    void a_compaction_forgets_the_past() {
        long old = put("compact/a", "1").getHeader().getRevision();
        long now = put("compact/a", "2").getHeader().getRevision();
        await(kv.compact(now, CompactOption.builder().withCompactPhysical(true).build()));
        GetOption past = GetOption.builder().withRevision(old).build();
        assertThatThrownBy(() -> get("compact/a", past))
                .hasMessageContaining("etcdserver: mvcc: required revision has been compacted");
    }

    @Test
    void a_watch_tells_each_change_once_and_in_order() throws InterruptedException {
        BlockingQueue<WatchEvent> events = new LinkedBlockingQueue<>();
        BlockingQueue<WatchResponse> created = new LinkedBlockingQueue<>();
        WatchOption option = WatchOption.builder()
                .isPrefix(true)
                .withPrevKV(true)
                .withCreateNotify(true)
                .build();
        try (Watch.Watcher _ = client.getWatchClient().watch(bytes("watch/"), option, (WatchResponse response) -> {
            if (response.isCreatedNotify()) {
                created.add(response);
            }
            events.addAll(response.getEvents());
        })) {
            // What is written before the server knows of the watch is none of its business.
            take(created, 1);
            put("watch/a", "1");
            put("watch/a", "2");
            put("elsewhere", "x");
            await(kv.delete(bytes("watch/a")));
            List<WatchEvent> seen = take(events, 3);
            assertThat(seen.stream().map(WatchEvent::getEventType))
                    .containsExactly(WatchEvent.EventType.PUT, WatchEvent.EventType.PUT, WatchEvent.EventType.DELETE);
            assertThat(seen.get(2).getPrevKV().getValue()).isEqualTo(bytes("2"));
        }
    }

    private static <T> List<T> take(BlockingQueue<T> queue, int count) throws InterruptedException {
        List<T> taken = new ArrayList<>();
        while (taken.size() < count) {
            T next = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(next).as("number %d", taken.size() + 1).isNotNull();
            taken.add(next);
        }
        return taken;
    }

    @Test
    void a_watch_replays_history_from_a_revision() throws InterruptedException {
        long first = put("replay/a", "1").getHeader().getRevision();
        put("replay/a", "2");
        BlockingQueue<WatchEvent> events = new LinkedBlockingQueue<>();
        WatchOption option = WatchOption.builder().withRevision(first).build();
        try (Watch.Watcher _ = client.getWatchClient()
                .watch(bytes("replay/a"), option, (WatchResponse response) -> events.addAll(response.getEvents()))) {
            assertThat(take(events, 2).stream().map(it -> it.getKeyValue().getValue()))
                    .containsExactly(bytes("1"), bytes("2"));
        }
    }

    @Test
    void keys_go_with_their_lease() {
        Lease leases = client.getLeaseClient();
        long id = await(leases.grant(100)).getID();
        await(kv.put(
                bytes("lease/a"),
                bytes("1"),
                PutOption.builder().withLeaseId(id).build()));

        LeaseTimeToLiveResponse left = await(
                leases.timeToLive(id, LeaseOption.builder().withAttachedKeys().build()));
        assertThat(left.getGrantedTTL()).isEqualTo(100);
        assertThat(left.getTTL()).isBetween(1L, 100L);
        assertThat(left.getKeys()).containsExactly(bytes("lease/a"));

        await(leases.revoke(id));
        assertThat(await(kv.get(bytes("lease/a"))).getKvs()).isEmpty();
    }

    @Test
    void a_lease_is_kept_alive() throws InterruptedException {
        Lease leases = client.getLeaseClient();
        long id = await(leases.grant(50)).getID();
        assertThat(await(leases.keepAliveOnce(id)).getTTL()).isEqualTo(50);

        BlockingQueue<LeaseKeepAliveResponse> renewals = new LinkedBlockingQueue<>();
        try (CloseableClient _ = leases.keepAlive(id, collecting(renewals))) {
            assertThat(take(renewals, 1).getFirst().getID()).isEqualTo(id);
        }
    }

    private static <T> StreamObserver<T> collecting(BlockingQueue<T> queue) {
        return new StreamObserver<>() {
            @Override
            public void onNext(T value) {
                queue.add(value);
            }

            @Override
            public void onError(Throwable problem) {}

            @Override
            public void onCompleted() {}
        };
    }

    @Test
    void the_cluster_and_its_state_are_told() {
        put("status/a", "1");
        put("status/a", "2");
        Member member =
                await(client.getClusterClient().listMember()).getMembers().getFirst();
        StatusResponse status = await(client.getMaintenanceClient()
                .statusMember("http://127.0.0.1:" + fixture.face().port()));
        assertThat(status.getLeader()).isEqualTo(member.getId());
        assertThat(status.getVersion()).isEqualTo(EtcdFace.ETCD_VERSION);
        assertThat(status.getRaftIndex()).isPositive();
    }

    @Test
    void a_snapshot_is_an_archive_that_can_be_checked(@TempDir Path folder) throws Exception {
        put("snapshot/a", "1");
        Path file = folder.resolve("snapshot");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        await(client.getMaintenanceClient().snapshot(bytes));
        Files.write(file, bytes.toByteArray());

        SnapshotArchive.Summary summary = new SnapshotArchive(Machine.disk()).check(file);
        assertThat(summary.parts()).isNotEmpty();
        assertThat(summary.bytes() % 512).as("what etcd's clients check").isEqualTo(32);
    }

    @Test
    void upkeep_is_done_on_demand() {
        var maintenance = client.getMaintenanceClient();
        await(maintenance.defragmentMember("http://127.0.0.1:" + fixture.face().port()));
        assertThat(await(maintenance.listAlarms()).getAlarms()).isEmpty();
        long revision = put("hash/a", "1").getHeader().getRevision();
        var hash = await(maintenance.hashKV("http://127.0.0.1:" + fixture.face().port(), revision));
        assertThat(hash.getHash()).isNotZero();
    }
}
