package meridian.etcd;

import static meridian.etcd.Messages.bytes;
import static meridian.etcd.Messages.delete;
import static meridian.etcd.Messages.get;
import static meridian.etcd.Messages.getPrefix;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.LeaseGrantRequest;
import io.etcd.jetcd.api.LeaseRevokeRequest;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.lock.LockGrpc;
import io.etcd.jetcd.api.lock.LockRequest;
import io.etcd.jetcd.api.lock.LockResponse;
import io.etcd.jetcd.api.lock.UnlockRequest;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Locks as etcd's clients ask for them. */
class LockTest {
    private static final long PATIENCE_SECONDS = 20;

    @TempDir
    Path folder;

    private FaceFixture fixture;
    private ErrorContract.Client client;

    @BeforeEach
    void start() {
        fixture = new FaceFixture(folder);
        client = fixture.client();
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    private long lease(long id) {
        return client.lease()
                .leaseGrant(
                        LeaseGrantRequest.newBuilder().setID(id).setTTL(3_600).build())
                .getID();
    }

    private ListenableFuture<LockResponse> lock(String name, long lease) {
        return LockGrpc.newFutureStub(fixture.channel())
                .lock(LockRequest.newBuilder()
                        .setName(bytes(name))
                        .setLease(lease)
                        .build());
    }

    private static LockResponse await(ListenableFuture<LockResponse> response) throws Exception {
        return response.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private void unlock(ByteString key) {
        client.lock().unlock(UnlockRequest.newBuilder().setKey(key).build());
    }

    private long standing(String name) {
        return client.kv().range(getPrefix(name + "/")).getCount();
    }

    private void awaitStanding(String name, long count) {
        Await.until(count + " stand in line", () -> standing(name) == count);
    }

    @Test
    void the_key_of_a_lock_is_its_name_and_its_lease_in_hexadecimal_digits() throws Exception {
        LockResponse response = await(lock("job", lease(0xbeef)));
        assertThat(response.getKey()).isEqualTo(bytes("job/beef"));
        KeyValue key = client.kv().range(get("job/beef")).getKvs(0);
        assertThat(key.getLease()).isEqualTo(0xbeef);
        assertThat(key.getCreateRevision()).isEqualTo(response.getHeader().getRevision());
        assertThat(response.getHeader().getMemberId()).isNotZero();
    }

    @Test
    void without_a_lease_a_lock_goes_with_one_of_its_own() throws Exception {
        LockResponse response = await(lock("job", 0));
        KeyValue key = client.kv().range(get(response.getKey().toStringUtf8())).getKvs(0);
        assertThat(key.getLease()).isNotZero();
        client.lease()
                .leaseRevoke(
                        LeaseRevokeRequest.newBuilder().setID(key.getLease()).build());
        assertThat(standing("job")).isZero();
    }

    @Test
    void an_unlock_lets_the_next_one_in() throws Exception {
        LockResponse first = await(lock("job", lease(1)));
        ListenableFuture<LockResponse> second = lock("job", lease(2));
        awaitStanding("job", 2);
        assertThat(second.isDone()).isFalse();
        unlock(first.getKey());
        assertThat(await(second).getKey()).isEqualTo(bytes("job/2"));
        assertThat(await(lock("job", 2)).getKey()).isEqualTo(bytes("job/2"));
    }

    @Test
    void who_locks_by_keys_alone_stands_in_the_same_line() throws Exception {
        client.kv()
                .put(PutRequest.newBuilder()
                        .setKey(bytes("job/1"))
                        .setLease(lease(1))
                        .build());
        ListenableFuture<LockResponse> second = lock("job", lease(2));
        awaitStanding("job", 2);
        assertThat(second.isDone()).isFalse();
        client.kv().deleteRange(delete("job/1"));
        await(second);
    }

    @Test
    void a_cancelled_call_waits_no_more() throws Exception {
        LockResponse first = await(lock("job", lease(1)));
        ListenableFuture<LockResponse> second = lock("job", lease(2));
        awaitStanding("job", 2);
        ListenableFuture<LockResponse> third = lock("job", lease(3));
        awaitStanding("job", 3);
        second.cancel(true);
        awaitStanding("job", 2);
        unlock(first.getKey());
        assertThat(await(third).getKey()).isEqualTo(bytes("job/3"));
    }

    /** etcd 3.4.23 answers with the lock here, whose key is gone. */
    @Test
    void whose_lease_ended_while_it_waited_is_told_so() throws Exception {
        LockResponse first = await(lock("job", lease(1)));
        ListenableFuture<LockResponse> second = lock("job", lease(2));
        awaitStanding("job", 2);
        client.lease().leaseRevoke(LeaseRevokeRequest.newBuilder().setID(2).build());
        unlock(first.getKey());
        assertThatThrownBy(() -> await(second))
                .isInstanceOf(ExecutionException.class)
                .hasMessageEndingWith("UNKNOWN: mutex: session is expired");
    }

    @Test
    void who_waits_when_the_face_closes_is_told_at_once() throws Exception {
        await(lock("job", lease(1)));
        ListenableFuture<LockResponse> second = lock("job", lease(2));
        awaitStanding("job", 2);
        fixture.face().close();
        assertThatThrownBy(() -> await(second)).hasMessageContaining("etcdserver: server stopped");
    }
}
