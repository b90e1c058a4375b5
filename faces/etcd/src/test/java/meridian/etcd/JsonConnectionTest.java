package meridian.etcd;

import static meridian.etcd.RawConnection.chunk;
import static meridian.etcd.RawConnection.post;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import meridian.store.AuditTrail;
import meridian.store.Reply;
import meridian.store.Result;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections that speak HTTP/1.1, and clients on them that behave well, badly, or go away. */
class JsonConnectionTest {
    private static final String CHUNKED = " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final String WATCH = post("/v3/watch", "{\"create_request\":{\"key\":\"aw==\"}}");
    private static final int LARGE = 3 << 20;

    /** What the kernel holds back for a connection whose client does not read, and then some. */
    private static final long BYTES_HELD_BACK_MAX = 16 << 20;

    private final ScriptedStore store = new ScriptedStore();
    private final ConcurrentLinkedQueue<String> calls = new ConcurrentLinkedQueue<>();
    private EtcdFace face;

    @BeforeEach
    void start() {
        face = start(FaceFixture.CONFIG.with(FaceFixture.impatient()));
        store.answerReads(CompletableFuture.completedFuture(
                new Reply.Done<>(new Result.Read(List.of(), 3, false), new Reply.Header(1, 1))));
    }

    private EtcdFace start(EtcdConfig config) {
        RequestObserver observer = method -> code -> calls.add(method + " " + code);
        return EtcdFace.start(config, store, FaceFixture.coordination(store), observer, AuditTrail.NONE);
    }

    @AfterEach
    void stop() {
        face.close();
    }

    private HttpClients client() {
        return HttpClients.plain(face.port());
    }

    private void connectionGoesOn() {
        assertThat(client().post("/v3/kv/range", "{\"key\":\"aw==\"}").body()).contains("\"count\":\"3\"");
    }

    @Test
    void a_client_that_goes_away_cancels_its_call() {
        EndlessWatcher watcher = store.watchEndlessly(true);
        try (RawConnection connection = new RawConnection(face.port())) {
            connection.send(WATCH).readUntil("\"events\":");
        }
        Await.until("the watcher is closed", watcher::isClosed);
        Await.until("the call has ended", () -> !calls.isEmpty());
        assertThat(calls).containsExactly("etcdserverpb.Watch/Watch CANCELLED");
    }

    @Test
    void a_client_that_does_not_read_costs_a_bounded_amount_of_memory() {
        EndlessWatcher watcher = store.watchEndlessly(true);
        try (RawConnection connection = new RawConnection(face.port())) {
            connection.send(WATCH);
            Await.until("events were taken", () -> watcher.polls() > 0);
            for (int i = 0; i < 200; i++) {
                connectionGoesOn();
            }
            assertThat(watcher.polls() * EndlessWatcher.EVENT_BYTES).isLessThan(BYTES_HELD_BACK_MAX);
            long held = watcher.polls();
            for (int i = 0; i < 2_000; i++) {
                connection.readUntil("\"mod_revision\":\"" + (i + 1) + "\"");
            }
            assertThat(watcher.polls()).isGreaterThan(held);
        }
        Await.until("the watcher is closed", watcher::isClosed);
    }

    @Test
    void a_stream_of_requests_is_answered_while_it_comes() {
        try (RawConnection connection = new RawConnection(face.port())) {
            connection.send("POST /v3/lease/keepalive" + CHUNKED);
            for (int i = 1; i <= 100; i++) {
                String renewal = "{\"ID\":" + i + "}";
                connection.send(chunk(renewal.substring(0, 3))).send(chunk(renewal.substring(3)));
                assertThat(connection.readUntil("}\n")).contains("\"ID\":\"" + i + "\",\"TTL\":\"" + i + "\"");
            }
            connection.send(chunk("{\"ID\":") + chunk("{}}")).send("0\r\n\r\n");
            assertThat(connection.readUntil("0\r\n\r\n"))
                    .contains("{\"error\":{\"grpc_code\":2,\"http_code\":500,")
                    .endsWith("0\r\n\r\n");
        }
        assertThat(calls).containsExactly("etcdserverpb.Lease/LeaseKeepAlive CANCELLED");
    }

    @Test
    void more_renewals_than_are_taken_at_a_time_are_all_answered() {
        try (RawConnection connection = new RawConnection(face.port())) {
            StringBuilder renewals = new StringBuilder();
            for (int i = 1; i <= 5_000; i++) {
                renewals.append("{\"ID\":").append(i).append('}');
            }
            connection.send(post("/v3/lease/keepalive", renewals.toString()));
            String answers = connection.readUntil("0\r\n\r\n");
            assertThat(answers.lines().filter(line -> line.startsWith("{\"result\":")))
                    .hasSize(5_000);
        }
        assertThat(calls).containsExactly("etcdserverpb.Lease/LeaseKeepAlive OK");
    }

    @Test
    void requests_that_are_sent_at_once_are_answered_in_their_order() {
        try (RawConnection connection = new RawConnection(face.port())) {
            StringBuilder requests = new StringBuilder();
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                requests.append(i % 3 == 0 ? post("/v3/kv/range", "{\"key\":\"aw==\"}") : post("/v3/x" + i, "{}"));
                expected.add(i % 3 == 0 ? "HTTP/1.1 200 OK" : "HTTP/1.1 404 Not Found");
            }
            connection.send(requests.toString()).send("GET /version HTTP/1.1\r\nConnection: close\r\n\r\n");
            List<String> answers = connection
                    .readToEnd()
                    .lines()
                    .map(line -> line.substring(Math.max(0, line.indexOf("HTTP/1.1"))))
                    .filter(line -> line.startsWith("HTTP/1.1"))
                    .toList();
            expected.add("HTTP/1.1 200 OK");
            assertThat(answers).isEqualTo(expected);
        }
    }

    @Test
    void a_client_of_http_1_0_gets_its_answer_and_the_end() {
        try (RawConnection connection = new RawConnection(face.port())) {
            String body = "{\"ID\":7}";
            connection.send(
                    "POST /v3/lease/keepalive HTTP/1.0\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
            assertThat(connection.readToEnd())
                    .contains("{\"result\":{")
                    .endsWith("}\n")
                    .doesNotContain("chunked");
        }
    }

    @Test
    void whoever_asks_before_sending_a_large_body_is_told_to_go_on() {
        try (RawConnection connection = new RawConnection(face.port())) {
            String body = "{\"key\":\"aw==\"}";
            connection.send("POST /v3/kv/range HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: " + body.length()
                    + "\r\n\r\n");
            assertThat(connection.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 100 Continue");
            assertThat(connection.send(body).readUntil("\"count\":\"3\"")).startsWith("HTTP/1.1 200 OK");
        }
    }

    @Test
    void a_body_that_is_too_large_is_refused_as_a_message_of_grpc_is() {
        String value = "A".repeat(LARGE);
        HttpResponse<String> refused = client().post("/v3/kv/put", "{\"key\":\"aw==\",\"value\":\"" + value + "\"}");
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.body())
                .contains("grpc: received message larger than max (" + (LARGE / 4 * 3 + 8) + " vs. 2097152)")
                .contains("\"code\":8");
        connectionGoesOn();
    }

    @Test
    void a_body_without_end_is_refused_and_the_connection_closed() {
        try (RawConnection connection = new RawConnection(face.port())) {
            connection.send("POST /v3/kv/put" + CHUNKED);
            connection.send(chunk("{\"key\":\"" + "A".repeat(LARGE)));
            connection.send(chunk("A".repeat(LARGE)));
            assertThat(connection.readToEnd()).startsWith("HTTP/1.1 429").contains("larger than max");
        }
        connectionGoesOn();
    }

    @Test
    void headers_that_are_too_large_are_refused() {
        try (RawConnection connection = new RawConnection(face.port())) {
            connection.send("GET /health HTTP/1.1\r\nX: " + "x".repeat(20_000) + "\r\n\r\n");
            assertThat(connection.readToEnd()).startsWith("HTTP/1.1 431");
        }
        connectionGoesOn();
    }

    @Test
    void a_body_that_breaks_off_badly_is_refused() {
        try (RawConnection connection = new RawConnection(face.port())) {
            connection.send("POST /v3/kv/range" + CHUNKED).send("no length\r\n");
            assertThat(connection.readToEnd()).startsWith("HTTP/1.1 400");
        }
        connectionGoesOn();
    }

    @Test
    void silent_connections_are_closed_and_served_ones_are_not() {
        face.close();
        face = start(FaceFixture.CONFIG.with(new HttpLimits(16, Duration.ofMillis(300))));
        CompletableFuture<Reply<Result.Read>> later = new CompletableFuture<>();
        store.answerReads(later);
        try (RawConnection silent = new RawConnection(face.port());
                RawConnection halfway = new RawConnection(face.port());
                RawConnection served = new RawConnection(face.port())) {
            served.send(post("/v3/kv/range", "{\"key\":\"aw==\"}"));
            halfway.send("POST /v3/kv/range HTTP/1.1\r\nContent-Length: 9\r\n\r\n{");
            assertThat(silent.readToEnd()).isEmpty();
            assertThat(halfway.readToEnd()).isEmpty();
            later.complete(new Reply.Done<>(new Result.Read(List.of(), 4, false), new Reply.Header(1, 1)));
            assertThat(served.readToEnd()).contains("\"count\":\"4\"");
        }
    }

    @Test
    void what_is_under_way_ends_well_when_the_node_stops() {
        store.watchEndlessly(true);
        try (RawConnection connection = new RawConnection(face.port());
                RawConnection idle = new RawConnection(face.port())) {
            idle.send("GET /version HTTP/1.1\r\n\r\n").readUntil("}");
            connection.send(WATCH).readUntil("\"events\":");
            CompletableFuture<Void> stopped = CompletableFuture.runAsync(face::close);
            assertThat(connection.readToEnd())
                    .contains(
                            "{\"error\":{\"grpc_code\":14,\"http_code\":503,\"message\":\"etcdserver: server stopped\"")
                    .endsWith("0\r\n\r\n");
            assertThat(idle.readToEnd()).isEmpty();
            stopped.join();
        }
    }

    @Test
    void a_page_of_another_site_is_refused() {
        HttpResponse<String> refused =
                client().post("/v3/kv/range", "{\"key\":\"aw==\"}", "Origin", "http://elsewhere.example");
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(client().post("/v3/kv/range", "{\"key\":\"aw==\"}", "Origin", "http://127.0.0.1:" + face.port())
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void calls_are_counted_by_method_and_outcome() {
        connectionGoesOn();
        client().post("/v3/kv/range", "{}");
        assertThat(calls).containsExactly("etcdserverpb.KV/Range OK", "etcdserverpb.KV/Range INVALID_ARGUMENT");
    }

    @Test
    void requests_that_demand_a_leader_are_refused_without_one() {
        store.lead(Optional.empty());
        Await.until(
                "it is noticed",
                () -> client().post("/v3/kv/range", "{\"key\":\"aw==\"}", "Grpc-Metadata-HasLeader", "true")
                                .statusCode()
                        == 503);
        connectionGoesOn();
    }

    @Test
    void health_is_bad_with_an_alarm_unless_it_is_to_be_ignored() {
        assertThat(client().get("/health").body()).isEqualTo("{\"health\":\"false\",\"reason\":\"alarm CORRUPT\"}");
        assertThat(client().get("/health").statusCode()).isEqualTo(503);
        assertThat(client().get("/health?exclude=CORRUPT").body()).isEqualTo("{\"health\":\"true\"}");
    }

    @Test
    void the_version_is_that_of_the_protocol() {
        assertThat(client().get("/version").body())
                .isEqualTo("{\"etcdserver\":\"" + EtcdFace.ETCD_VERSION + "\",\"etcdcluster\":\"3.5.0\"}");
    }
}
