package meridian.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ElectionTest extends WithServedStore {

    @Test
    void one_leads_and_the_next_one_follows_with_a_greater_fence() throws Exception {
        Election election = client.election("chair");
        assertThat(election.leader()).isEmpty();
        Leadership ada = election.campaign("ada");
        CompletableFuture<Leadership> candidate = other.election("chair").campaignAsync(Bytes.utf8("bob"));
        Await.until(
                "both stand",
                () -> client.kv().list(KeyRange.prefix("chair/")).entries().size() == 2);
        assertThat(election.leader().map(KeyValue::value)).contains(Bytes.utf8("ada"));
        assertThat(ada.resign()).isTrue();
        try (Leadership bob = candidate.get(60, TimeUnit.SECONDS)) {
            assertThat(bob.fence()).isGreaterThan(ada.fence());
            assertThat(election.leader().map(KeyValue::value)).contains(Bytes.utf8("bob"));
            assertThat(ada.isHeld()).isFalse();
            assertThatThrownBy(() -> ada.proclaim("ada again")).isInstanceOf(SessionLostException.class);
        }
        assertThat(election.leader()).isEmpty();
    }

    @Test
    void who_waits_long_enough_does_not_stand_any_more() throws Exception {
        try (Leadership ada = client.election("chair").campaign("ada")) {
            assertThat(other.election("chair").campaign(Bytes.utf8("bob"), Duration.ofMillis(100)))
                    .isEmpty();
            Await.until(
                    "one stands",
                    () -> client.kv().list(KeyRange.prefix("chair/")).entries().size() == 1);
            assertThat(ada.isHeld()).isTrue();
        }
    }

    @Test
    void observers_hear_of_each_leader_and_of_what_it_proclaims_also_when_nodes_stop() throws Exception {
        Queue<String> heard = new ConcurrentLinkedQueue<>();
        try (Observation observation =
                other.election("chair").observe(it -> heard.add(it.value().utf8()))) {
            Leadership ada = client.election("chair").campaign("ada");
            Await.until("ada was heard", () -> heard.contains("ada"));
            restartAll();
            ada.proclaim("ada's second");
            Await.until("she was heard again", () -> heard.contains("ada's second"));
            ada.resign();
            Leadership bob = client.election("chair").campaign("bob");
            Await.until("bob was heard", () -> heard.contains("bob"));
            bob.close();
            assertThat(observation).isNotNull();
        }
        assertThat(heard).containsExactly("ada", "ada's second", "bob");
    }

    @Test
    void a_leader_whose_session_ends_is_told() throws Exception {
        Session session = client.openSession(Duration.ofSeconds(2));
        Leadership ada = client.election(Bytes.utf8("chair"), session).campaign("ada");
        Queue<SessionLostException> told = new ConcurrentLinkedQueue<>();
        ada.onLost(told::add);
        session.lease().close();
        Await.until("she is told", () -> told.size() == 1);
        assertThat(ada.isHeld()).isFalse();
        assertThatThrownBy(() -> ada.proclaim("still here")).isInstanceOf(SessionLostException.class);
    }
}
