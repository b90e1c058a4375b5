package meridian.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import meridian.store.LeaseTerm.Renewal;
import org.junit.jupiter.api.Test;

class LeaseTermTest {
    private static final Store.Lease ONE = new Store.Lease(1, Duration.ofNanos(10));
    private static final Store.Lease TWO = new Store.Lease(2, Duration.ofNanos(10));

    private final LeaseTerm term = new LeaseTerm(7);

    @Test
    void nothing_ends_before_all_leases_are_known() {
        term.granted(ONE, 0);
        assertThat(term.takeDue(100, 10)).isEmpty();
        term.loaded();
        assertThat(term.takeDue(100, 10)).containsExactly(1L);
    }

    @Test
    void what_ended_while_the_others_were_read_does_not_come_back() {
        term.ended(1);
        term.load(List.of(ONE, TWO), 0);
        term.loaded();
        assertThat(term.takeDue(100, 10)).containsExactly(2L);
    }

    @Test
    void a_lease_granted_while_the_others_were_read_keeps_its_newer_time() {
        term.granted(new Store.Lease(1, Duration.ofNanos(500)), 0);
        term.load(List.of(ONE), 0);
        term.loaded();
        assertThat(term.takeDue(100, 10)).isEmpty();
    }

    @Test
    void one_proposal_is_under_way_at_a_time() {
        due(ONE, TWO);
        List<Long> first = term.takeDue(100, 1);
        assertThat(term.takeDue(100, 1)).isEmpty();
        term.proposed(first, true);
        assertThat(term.takeDue(100, 1)).containsExactly(2L);
    }

    @Test
    void a_renewal_of_an_ending_lease_waits_for_the_outcome() {
        due(ONE);
        List<Long> ids = term.takeDue(100, 10);
        CompletableFuture<Void> outcome = outcome(term.renew(1, 101));
        assertThat(outcome).isNotDone();
        term.proposed(ids, true);
        assertThat(outcome).isCompleted();
        assertThat(term.renew(1, 102)).isEqualTo(new Renewal.Absent());
    }

    @Test
    void a_lease_whose_end_was_refused_can_be_renewed() {
        due(ONE);
        List<Long> ids = term.takeDue(100, 10);
        term.proposed(ids, false);
        assertThat(term.renew(1, 101)).isEqualTo(new Renewal.Renewed());
        assertThat(term.takeDue(105, 10)).isEmpty();
    }

    @Test
    void a_lease_granted_again_survives_the_end_of_its_predecessor() {
        due(ONE);
        List<Long> ids = term.takeDue(100, 10);
        term.ended(1);
        term.granted(ONE, 101);
        term.proposed(ids, true);
        assertThat(term.renew(1, 102)).isEqualTo(new Renewal.Renewed());
    }

    private void due(Store.Lease... leases) {
        term.load(List.of(leases), 0);
        term.loaded();
    }

    private static CompletableFuture<Void> outcome(Renewal renewal) {
        if (renewal instanceof Renewal.Ending(CompletableFuture<Void> outcome)) {
            return outcome;
        }
        throw new AssertionError("not ending: " + renewal);
    }
}
