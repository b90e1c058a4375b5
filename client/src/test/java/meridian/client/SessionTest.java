package meridian.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

class SessionTest extends WithServedStore {
    private static final Duration SHORT = Duration.ofSeconds(2);

    private static void put(Meridian by, Session session) {
        by.kv().put(Bytes.utf8("k"), Bytes.utf8("v"), session.lease());
    }

    /** Ended when the lease has lived twice as long as it would without being renewed. */
    @Test
    void it_lives_as_long_as_some_node_answers() {
        Session session = client.openSession(SHORT);
        put(client, session);
        Deadline twice = Deadline.in(SHORT.multipliedBy(2));
        served.stop(0);
        served.stop(1);
        Await.until("the time has passed", twice::hasPassed);
        assertThat(session.isAlive()).isTrue();
        session.requireAlive();
        assertThat(client.kv().get("k")).isPresent();
    }

    @Test
    void its_keys_are_gone_as_soon_as_it_is_closed() {
        Session session = client.openSession(Duration.ofSeconds(60));
        put(client, session);
        session.close();
        assertThat(client.kv().get("k")).isEmpty();
        assertThat(session.isAlive()).isFalse();
        assertThatThrownBy(session::requireAlive)
                .isInstanceOf(SessionLostException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void its_keys_are_gone_as_soon_as_the_client_is_closed() {
        try (Meridian other = served.client()) {
            put(other, other.session());
            assertThat(client.kv().get("k")).isPresent();
        }
        assertThat(client.kv().get("k")).isEmpty();
    }

    @Test
    void it_is_lost_once_its_lease_could_have_ended_and_everybody_is_told() {
        Session session = client.openSession(SHORT);
        Queue<String> told = new ConcurrentLinkedQueue<>();
        session.onLost(loss -> told.add("early: " + loss.getMessage()));
        served.stopAll();
        Await.until("it is lost", () -> !session.isAlive());
        Await.until("the listener was told", () -> !told.isEmpty());
        session.onLost(loss -> told.add("late: " + loss.getMessage()));
        Await.until("so was who came late", () -> told.size() == 2);
        assertThat(told).allMatch(it -> it.contains("no renewal was confirmed"));
        assertThatThrownBy(session::requireAlive).isInstanceOf(SessionLostException.class);
    }

    @Test
    void it_stays_lost_when_the_nodes_are_back() {
        Session session = client.openSession(SHORT);
        served.stopAll();
        Await.until("it is lost", () -> !session.isAlive());
        served.start(0);
        assertThatThrownBy(session::requireAlive).isInstanceOf(SessionLostException.class);
        assertThat(client.openSession(SHORT).isAlive()).isTrue();
        assertThat(session.isAlive()).isFalse();
    }

    @Test
    void it_is_lost_when_somebody_revokes_its_lease() {
        Session session = client.openSession(SHORT);
        Queue<SessionLostException> told = new ConcurrentLinkedQueue<>();
        session.onLost(told::add);
        session.lease().close();
        Await.until("it is told", () -> !told.isEmpty());
        assertThat(told.peek()).hasMessageContaining("gone");
        assertThat(session.isAlive()).isFalse();
    }

    @Test
    void the_clients_own_session_is_one_until_it_is_lost() {
        Session first = client.session();
        assertThat(client.session()).isSameAs(first);
        first.lease().close();
        Await.until("it is lost", () -> !first.isAlive());
        assertThat(client.session()).isNotSameAs(first);
        assertThat(client.session().isAlive()).isTrue();
    }
}
