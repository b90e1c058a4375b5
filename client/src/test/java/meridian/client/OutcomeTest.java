package meridian.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is tried again, and what never is: it counts what arrives at the node. */
@Timeout(120)
class OutcomeTest {
    private ScriptedNode node;
    private Meridian client;

    @BeforeEach
    void start() throws IOException {
        node = new ScriptedNode();
        client = builder(node.address()).connect();
    }

    private static MeridianBuilder builder(String addresses) {
        return Meridian.builder(addresses).nodeRest(Duration.ofMillis(1), Duration.ofMillis(5));
    }

    @AfterEach
    void stop() {
        client.close();
        node.close();
    }

    @Test
    void a_write_that_did_not_happen_is_tried_again() {
        node.fail(Status.UNAVAILABLE, "etcdserver: no leader")
                .fail(Status.UNAVAILABLE, "etcdserver: leader changed")
                .fail(Status.UNAVAILABLE, "etcdserver: server stopped")
                .fail(Status.RESOURCE_EXHAUSTED, "etcdserver: too many requests")
                .fail(Status.UNAVAILABLE, "whatever", "not-applied");
        assertThat(client.kv().put("k", "v")).isEqualTo(7);
        assertThat(node.asked()).isEqualTo(6);
    }

    @Test
    void a_write_that_nobody_knows_about_is_never_tried_again() {
        node.fail(Status.UNAVAILABLE, "etcdserver: request timed out");
        unknown(1);
        node.fail(Status.UNAVAILABLE, "etcdserver: request timed out, possibly due to connection lost");
        unknown(2);
        node.fail(Status.UNAVAILABLE, "etcdserver: no leader", "unknown");
        unknown(3);
        node.fail(Status.UNAVAILABLE, "Connection reset by peer");
        unknown(4);
        node.fail(Status.UNKNOWN, "something");
        unknown(5);
        node.fail(Status.INTERNAL, "meridian: internal error, see the node's log");
        unknown(6);
    }

    private void unknown(int asked) {
        assertThatThrownBy(() -> client.kv().put("k", "v"))
                .isInstanceOfSatisfying(
                        OutcomeUnknownException.class,
                        e -> assertThat(e.mayHaveHappened()).isTrue())
                .hasMessageContaining("may have happened or not");
        assertThat(node.asked()).isEqualTo(asked);
    }

    @Test
    void a_write_whose_connection_breaks_is_unknown() {
        node.hangUp();
        unknown(1);
    }

    @Test
    void a_write_that_is_not_answered_in_time_is_unknown() {
        node.sayNothing();
        try (Meridian impatient =
                builder(node.address()).timeLimit(Duration.ofMillis(500)).connect()) {
            assertThatThrownBy(() -> impatient.kv().put("k", "v")).isInstanceOf(OutcomeUnknownException.class);
        }
        assertThat(node.asked()).isEqualTo(1);
    }

    @Test
    void a_write_that_was_never_sent_is_tried_elsewhere() throws IOException {
        String nobody;
        try (ScriptedNode gone = new ScriptedNode()) {
            nobody = gone.address();
        }
        try (Meridian both = builder(nobody + "," + node.address()).connect()) {
            for (int i = 1; i <= 10; i++) {
                both.kv().put("k", "v");
                assertThat(node.asked()).isEqualTo(i);
            }
        }
    }

    @Test
    void a_read_is_tried_again_whatever_happened() {
        node.fail(Status.UNAVAILABLE, "etcdserver: request timed out")
                .fail(Status.UNKNOWN, "something")
                .sayNothing()
                .fail(Status.UNAVAILABLE, "Connection reset by peer");
        try (Meridian impatient = builder(node.address())
                .attemptLimit(Duration.ofMillis(300))
                .timeLimit(Duration.ofSeconds(60))
                .connect()) {
            assertThat(impatient.kv().get("k")).isEmpty();
        }
        assertThat(node.asked()).isEqualTo(5);
    }

    @Test
    void a_read_that_is_never_answered_ends_at_the_limit_and_changed_nothing() {
        for (int i = 0; i < 20; i++) {
            node.sayNothing();
        }
        try (Meridian impatient = builder(node.address())
                .attemptLimit(Duration.ofMillis(100))
                .timeLimit(Duration.ofMillis(300))
                .connect()) {
            assertThatThrownBy(() -> impatient.kv().get("k")).isInstanceOf(NotAppliedException.class);
        }
    }

    @Test
    void what_is_refused_is_not_tried_again() {
        node.fail(Status.INVALID_ARGUMENT, "etcdserver: key is not provided");
        assertThatThrownBy(() -> client.kv().put("k", "v")).isInstanceOf(InvalidRequestException.class);
        node.fail(Status.PERMISSION_DENIED, "etcdserver: permission denied");
        assertThatThrownBy(() -> client.kv().put("k", "v")).isInstanceOf(AccessException.class);
        node.fail(Status.UNAUTHENTICATED, "etcdserver: invalid auth token");
        assertThatThrownBy(() -> client.kv().put("k", "v")).isInstanceOf(AccessException.class);
        assertThat(node.asked()).isEqualTo(3);
    }

    @Test
    void to_cancel_a_call_ends_it() {
        node.sayNothing();
        CompletableFuture<Long> put = client.kv().putAsync("k", "v");
        Await.until("it arrives", () -> node.asked() == 1);
        assertThat(put.cancel(true)).isTrue();
        assertThat(client.kv().put("k", "v")).isEqualTo(7);
    }

    @Test
    void an_interrupted_write_that_was_sent_is_unknown() throws Exception {
        node.sayNothing();
        CompletableFuture<Object> end = new CompletableFuture<>();
        Thread writer = Thread.ofVirtual().start(() -> {
            try {
                end.complete(client.kv().put("k", "v"));
            } catch (MeridianException e) {
                end.complete(e);
            }
        });
        Await.until("it arrives", () -> node.asked() == 1);
        writer.interrupt();
        assertThat(end.get()).isInstanceOf(OutcomeUnknownException.class);
    }

    @Test
    void only_so_many_calls_may_be_under_way() {
        node.sayNothing();
        try (Meridian narrow = builder(node.address()).callsMax(1).connect()) {
            CompletableFuture<Long> first = narrow.kv().putAsync("k", "v");
            Await.until("it arrives", () -> node.asked() == 1);
            assertThatThrownBy(() -> narrow.kv().put("k", "v"))
                    .isInstanceOf(NotAppliedException.class)
                    .hasMessageContaining("callsMax");
            first.cancel(true);
            assertThat(narrow.kv().put("k", "v")).isEqualTo(7);
        }
        assertThat(node.asked()).isEqualTo(2);
    }

    @Test
    void what_is_under_way_when_the_client_is_closed_ends() {
        node.sayNothing();
        CompletableFuture<Long> put = client.kv().putAsync("k", "v");
        Await.until("it arrives", () -> node.asked() == 1);
        client.close();
        Await.until("it ends", put::isCompletedExceptionally);
        assertThat(put.exceptionNow()).isInstanceOf(OutcomeUnknownException.class);
    }
}
