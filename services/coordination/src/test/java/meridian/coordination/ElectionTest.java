package meridian.coordination;

import static meridian.coordination.CoordinationFixture.await;
import static meridian.coordination.CoordinationFixture.bytes;
import static meridian.coordination.CoordinationFixture.done;
import static meridian.coordination.CoordinationFixture.held;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import meridian.store.KeyValue;
import meridian.store.StoreError;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ElectionTest {
    @TempDir
    Path folder;

    private CoordinationFixture fixture;
    private Election election;

    @BeforeEach
    void open() {
        fixture = new CoordinationFixture(folder);
        election = fixture.coordination().election(bytes("chair"));
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private Optional<String> leader() {
        return done(await(election.leader())).map(leader -> leader.value().toUtf8());
    }

    @Test
    void the_first_candidate_leads_until_it_resigns() {
        assertThat(leader()).isEmpty();
        Hold ada = held(election.campaign(fixture.session(), bytes("ada")));
        Claim<Acquisition> bob = election.campaign(fixture.session(), bytes("bob"));
        assertThat(leader()).contains("ada");
        assertThat(bob.outcome()).isNotDone();
        assertThat(done(await(election.resign(ada)))).isTrue();
        assertThat(held(bob).fence()).isGreaterThan(ada.fence());
        assertThat(leader()).contains("bob");
    }

    @Test
    void only_who_leads_proclaims() {
        Hold ada = held(election.campaign(fixture.session(), bytes("ada")));
        assertThat(done(await(election.proclaim(ada, bytes("ada!"))))).isTrue();
        assertThat(leader()).contains("ada!");
        done(await(election.resign(ada)));
        assertThat(done(await(election.proclaim(ada, bytes("still ada"))))).isFalse();
        assertThat(leader()).isEmpty();
    }

    @Test
    void a_candidate_that_stands_again_says_something_else_from_the_same_place() {
        long session = fixture.session();
        Hold first = held(election.campaign(session, bytes("ada")));
        assertThat(held(election.campaign(session, bytes("ada again")))).isEqualTo(first);
        assertThat(leader()).contains("ada again");
    }

    @Test
    void a_leader_whose_session_ends_is_replaced() {
        long session = fixture.session();
        held(election.campaign(session, bytes("ada")));
        Claim<Acquisition> bob = election.campaign(fixture.session(), bytes("bob"));
        fixture.end(session);
        held(bob);
        assertThat(leader()).contains("bob");
    }

    @Test
    void observers_hear_who_leads_and_what_the_leader_says() {
        Hold ada = held(election.campaign(fixture.session(), bytes("ada")));
        Heard heard = new Heard();
        try (Observation _ = election.observe(heard)) {
            heard.awaitLast("ada");
            done(await(election.proclaim(ada, bytes("ada!"))));
            heard.awaitLast("ada!");
            Claim<Acquisition> bob = election.campaign(fixture.session(), bytes("bob"));
            done(await(election.resign(ada)));
            held(bob);
            heard.awaitLast("bob");
            done(await(election.resign(held(bob))));
            heard.awaitLast("-");
        }
        assertThat(heard.leaders).containsExactly("ada", "ada!", "bob", "-");
    }

    @Test
    void an_observer_that_was_closed_hears_nothing_more() {
        Heard closed = new Heard();
        Heard open = new Heard();
        Observation observation = election.observe(closed);
        closed.awaitLast("-");
        observation.close();
        try (Observation _ = election.observe(open)) {
            held(election.campaign(fixture.session(), bytes("ada")));
            open.awaitLast("ada");
        }
        assertThat(closed.leaders).containsExactly("-");
    }

    @Test
    void who_needs_not_wait_does_not_end_the_line_of_those_who_look() {
        Heard heard = new Heard();
        try (Observation _ = election.observe(heard)) {
            heard.awaitLast("-");
            Hold ada = held(election.campaign(fixture.session(), bytes("ada")));
            heard.awaitLast("ada");
            done(await(election.resign(ada)));
            heard.awaitLast("-");
        }
    }

    /** What an observer heard, with - for nobody. */
    private static final class Heard implements LeaderObserver {
        private final List<String> leaders = new CopyOnWriteArrayList<>();

        @Override
        public void leads(Optional<KeyValue> leader, long revision) {
            leaders.add(leader.map(it -> it.value().toUtf8()).orElse("-"));
        }

        @Override
        public void refused(StoreError error) {
            leaders.add(error.toString());
        }

        void awaitLast(String text) {
            Await.until(
                    text + " leads",
                    () -> !leaders.isEmpty() && leaders.getLast().equals(text));
        }
    }
}
