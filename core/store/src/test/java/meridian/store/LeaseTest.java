package meridian.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import meridian.base.NodeId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Leases as clients see them, on three nodes. */
class LeaseTest {
    private static final Duration TEN = Duration.ofSeconds(10);
    /** How much later than its time a lease may end when nothing goes wrong. */
    private static final Duration SLACK = Duration.ofSeconds(1);

    @TempDir
    Path folder;

    private StoreGroup stores;

    @BeforeEach
    void open() {
        stores = new StoreGroup(folder, 3, StoreConfig.DEFAULT);
    }

    @AfterEach
    void close() {
        stores.close();
    }

    @Test
    void a_lease_ends_with_its_keys_when_its_time_is_over() {
        long lease = grant(TEN);
        stores.put("k", "v", lease);
        stores.pass(TEN.minus(SLACK));
        assertThat(stores.has("k")).isTrue();
        stores.pass(SLACK.plus(SLACK));
        assertThat(stores.has("k")).isFalse();
        assertThat(stores.awaitValue(stores.leader().leases())).isEmpty();
    }

    @Test
    void renewals_through_any_node_keep_a_lease_alive() {
        long lease = grant(TEN);
        for (NodeId node : stores.group().nodes()) {
            stores.pass(TEN.dividedBy(2));
            assertThat(stores.awaitValue(stores.store(node).keepAlive(lease))).isEqualTo(new Store.Lease(lease, TEN));
        }
        stores.pass(TEN.minus(SLACK));
        assertThat(stores.awaitValue(stores.leader().leases())).containsExactly(lease);
    }

    @Test
    void what_never_was_or_has_ended_cannot_be_renewed() {
        assertThat(stores.await(stores.leader().keepAlive(77)))
                .isEqualTo(new Reply.Refused<>(new StoreError.LeaseNotFound(77)));
        long lease = grant(TEN);
        stores.awaitApplied(stores.leader().revokeLease(lease));
        assertThat(stores.await(stores.store(stores.follower()).keepAlive(lease)))
                .isEqualTo(new Reply.Refused<>(new StoreError.LeaseNotFound(lease)));
    }

    @Test
    void a_new_leader_gives_every_lease_its_full_time_again() {
        long lease = grant(TEN);
        stores.pass(TEN.minus(SLACK));
        NodeId next = stores.follower();
        stores.await(stores.leader().transferLeadership(next));
        stores.pass(TEN.minus(SLACK));
        assertThat(stores.awaitValue(stores.leader().leases())).containsExactly(lease);
        stores.pass(SLACK.multipliedBy(3));
        assertThat(stores.awaitValue(stores.leader().leases())).isEmpty();
    }

    @Test
    void a_leader_that_was_cut_off_confirms_no_renewal() {
        long lease = grant(TEN);
        NodeId old = stores.group().leader().orElseThrow();
        stores.group().isolate(old);
        CompletableFuture<Reply<Store.Lease>> renewal = stores.store(old).keepAlive(lease);
        stores.pass(Duration.ofSeconds(5));
        assertThat(renewal).isNotDone();
        stores.pass(Duration.ofSeconds(5));
        assertThat(renewal).isCompletedExceptionally();
    }

    @Test
    void a_renewal_goes_on_through_a_change_of_the_leader() {
        long lease = grant(TEN);
        NodeId old = stores.group().leader().orElseThrow();
        NodeId other = stores.follower();
        stores.group().isolate(old);
        assertThat(stores.awaitValue(stores.store(other).keepAlive(lease))).isEqualTo(new Store.Lease(lease, TEN));
    }

    @Test
    void the_status_tells_what_is_left_and_the_keys() {
        long lease = grant(TEN);
        stores.put("a", "1", lease);
        stores.put("b", "2", lease);
        stores.pass(Duration.ofSeconds(4));
        Store.LeaseStatus status =
                stores.awaitValue(stores.store(stores.follower()).leaseStatus(lease, true));
        assertThat(status.granted()).isEqualTo(TEN);
        assertThat(status.remaining()).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(6));
        assertThat(status.keys()).containsExactly(MachineFixture.bytes("a"), MachineFixture.bytes("b"));
        assertThat(stores.awaitValue(stores.leader().leaseStatus(lease, false)).keys())
                .isEmpty();
    }

    @Test
    void the_status_of_a_lease_that_is_not_there_is_a_refusal() {
        assertThat(stores.await(stores.leader().leaseStatus(77, true)))
                .isEqualTo(new Reply.Refused<>(new StoreError.LeaseNotFound(77)));
    }

    @Test
    void a_time_that_is_too_short_is_raised() {
        Store.Lease lease = stores.awaitApplied(stores.leader().grantLease(5, Duration.ofMillis(1)));
        assertThat(lease)
                .isEqualTo(new Store.Lease(5, StoreConfig.DEFAULT.leases().timeToLiveMin()));
    }

    @Test
    void a_time_that_is_too_long_is_refused() {
        long seconds = StoreConfig.Leases.SECONDS_MAX + 1;
        assertThat(stores.awaitRefusal(stores.leader().grantLease(5, Duration.ofSeconds(seconds))))
                .isEqualTo(new StoreError.LeaseTooLong(seconds, StoreConfig.Leases.SECONDS_MAX));
    }

    @Test
    void an_id_can_be_chosen_once() {
        stores.awaitApplied(stores.leader().grantLease(5, TEN));
        assertThat(stores.awaitRefusal(stores.leader().grantLease(5, TEN))).isEqualTo(new StoreError.LeaseExists(5));
        assertThat(grant(TEN)).isPositive();
    }

    @Test
    void many_leases_that_end_together_end_in_several_batches() {
        for (int i = 0; i < 450; i++) {
            grant(Duration.ofSeconds(60));
        }
        stores.pass(Duration.ofSeconds(90));
        assertThat(stores.awaitValue(stores.leader().leases())).isEmpty();
    }

    private long grant(Duration time) {
        return stores.awaitApplied(stores.leader().grantLease(0, time)).id();
    }
}
