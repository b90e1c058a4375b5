package meridian.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.Election;
import io.etcd.jetcd.Lock;
import io.etcd.jetcd.election.CampaignResponse;
import io.etcd.jetcd.election.LeaderKey;
import io.etcd.jetcd.election.LeaderResponse;
import io.etcd.jetcd.election.NotLeaderException;
import io.etcd.jetcd.lock.LockResponse;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.PutOption;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Locks and elections as a real client uses them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JetcdLocksTest {
    private static final int PATIENCE_SECONDS = 20;
    private static final long LEASE_SECONDS = 3_600;

    private FaceFixture fixture;
    private Client client;
    private Lock locks;
    private Election elections;

    @BeforeAll
    void start(@TempDir Path folder) {
        fixture = new FaceFixture(folder);
        client = Client.builder()
                .endpoints("http://127.0.0.1:" + fixture.face().port())
                .build();
        locks = client.getLockClient();
        elections = client.getElectionClient();
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

    private long lease() {
        return await(client.getLeaseClient().grant(LEASE_SECONDS)).getID();
    }

    /** The number by which a holder is known: the revision that made its key. */
    private long fence(LockResponse held) {
        return await(client.getKVClient().get(held.getKey()))
                .getKvs()
                .getFirst()
                .getCreateRevision();
    }

    private boolean writeGuarded(ByteSequence lockKey, long fence, String value) {
        return await(client.getKVClient()
                        .txn()
                        .If(new Cmp(lockKey, Cmp.Op.EQUAL, CmpTarget.createRevision(fence)))
                        .Then(Op.put(bytes("guarded"), bytes(value), PutOption.DEFAULT))
                        .commit())
                .isSucceeded();
    }

    @Test
    void a_lock_passes_from_one_to_the_next_with_a_greater_fence() {
        LockResponse first = await(locks.lock(bytes("passing"), lease()));
        long firstFence = fence(first);
        CompletableFuture<LockResponse> waiting = locks.lock(bytes("passing"), lease());
        await(locks.unlock(first.getKey()));
        LockResponse second = await(waiting);
        assertThat(fence(second)).isGreaterThan(firstFence);
        assertThat(writeGuarded(first.getKey(), firstFence, "stale")).isFalse();
        assertThat(writeGuarded(second.getKey(), fence(second), "fresh")).isTrue();
        await(locks.unlock(second.getKey()));
    }

    @Test
    void a_lock_ends_with_its_lease() {
        long lease = lease();
        await(locks.lock(bytes("leased"), lease));
        CompletableFuture<LockResponse> waiting = locks.lock(bytes("leased"), lease());
        assertThat(waiting).isNotDone();
        await(client.getLeaseClient().revoke(lease));
        await(waiting);
    }

    @Test
    void an_unknown_lease_gets_no_lock() {
        assertThatThrownBy(() -> await(locks.lock(bytes("nobody's"), 4711)))
                .hasMessageContaining("etcdserver: requested lease not found");
    }

    @Test
    void an_election_goes_its_course() {
        ByteSequence name = bytes("chair");
        Heard heard = new Heard();
        elections.observe(name, heard);
        CampaignResponse ada = await(elections.campaign(name, lease(), bytes("ada")));
        CompletableFuture<CampaignResponse> bob = elections.campaign(name, lease(), bytes("bob"));
        heard.awaitLast("ada");
        assertThat(await(elections.leader(name)).getKv().getValue()).isEqualTo(bytes("ada"));

        LeaderKey leader = ada.getLeader();
        assertThat(leader.getName()).isEqualTo(name);
        assertThat(leader.getKey()).isEqualTo(bytes("chair/" + Long.toHexString(leader.getLease())));
        await(elections.proclaim(leader, bytes("ada!")));
        heard.awaitLast("ada!");

        await(elections.resign(leader));
        assertThat(await(bob).getLeader().getRevision()).isGreaterThan(leader.getRevision());
        heard.awaitLast("bob");
        assertThatThrownBy(() -> await(elections.proclaim(leader, bytes("still ada"))))
                .hasRootCauseInstanceOf(NotLeaderException.class);
        assertThat(heard.leaders).containsExactly("ada", "ada!", "bob");
    }

    /** Who led, as told. */
    private static final class Heard implements Election.Listener {
        private final List<String> leaders = new CopyOnWriteArrayList<>();

        @Override
        public void onNext(LeaderResponse response) {
            leaders.add(response.getKv().getValue().toString(UTF_8));
        }

        @Override
        public void onError(Throwable failure) {
            leaders.add(failure.toString());
        }

        @Override
        public void onCompleted() {
            leaders.add("the end");
        }

        void awaitLast(String text) {
            Await.until(
                    text + " leads",
                    () -> !leaders.isEmpty() && leaders.getLast().equals(text));
        }
    }
}
