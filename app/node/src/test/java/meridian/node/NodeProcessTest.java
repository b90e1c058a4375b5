package meridian.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import meridian.base.Machine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A node alone, whole, with all its rooms. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class NodeProcessTest {
    private static final Duration STOP_MAX = Duration.ofSeconds(60);

    private final HttpClient client = HttpClient.newHttpClient();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
    private final List<Running> running = new ArrayList<>();
    private final int[] ports = freePorts();

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it.
    private Path folder;

    @AfterEach
    void stopAll() {
        running.forEach(Running::stop);
        client.close();
    }

    @Test
    void a_node_shows_itself_and_stops_in_order() throws Exception {
        Running node = start("");
        awaitHealth();

        assertThat(get("/health").body()).isEqualTo("{\"health\":\"true\"}\n");
        assertThat(json("/version").path("meridian").asText()).isEqualTo(Version.MERIDIAN);
        JsonNode status = json("/status");
        assertThat(status.path("id").asText()).isEqualTo("n1");
        assertThat(status.path("role").asText()).isEqualTo("leader");
        assertThat(status.path("pid").asLong())
                .isEqualTo(ProcessHandle.current().pid());
        assertThat(get("/metrics").body())
                .contains(
                        "# HELP meridian_raft_applied_index ",
                        "meridian_raft_leading 1.0",
                        "meridian_store_quota_bytes ",
                        "jvm_memory_used_bytes");
        assertThat(post("/links", "{\"to\":\"n2\",\"cut\":true}").statusCode()).isEqualTo(HttpAnswer.FORBIDDEN);

        assertThat(node.stop()).isZero();
        assertThat(errors.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void a_node_finds_its_data_again() throws Exception {
        Running first = start("");
        awaitHealth();
        long before = json("/status").path("applied").asLong();
        first.stop();

        start("");
        awaitHealth();

        assertThat(json("/status").path("applied").asLong()).isGreaterThan(before);
        assertThat(json("/status").path("term").asLong()).isGreaterThan(1);
    }

    @Test
    void a_second_node_on_the_same_folder_does_not_start() throws Exception {
        start("");
        awaitHealth();

        assertThat(start("").result.join()).isEqualTo(1);
        assertThat(errors.toString(StandardCharsets.UTF_8)).contains("is in use by process");
    }

    @Test
    void a_node_whose_port_is_taken_says_by_whom() throws IOException {
        try (ServerSocket _ = new ServerSocket(ports[1], 1, InetAddress.getLoopbackAddress())) {
            assertThat(start("").result.join()).isEqualTo(1);
        }
        assertThat(errors.toString(StandardCharsets.UTF_8))
                .contains("peer.listen 127.0.0.1:" + ports[1] + " is in use by process "
                        + ProcessHandle.current().pid());
    }

    @Test
    void a_damaged_store_is_refused_with_the_way_back() throws Exception {
        Running first = start("");
        awaitHealth();
        first.stop();
        Path active = folder.resolve("n1/store/active");
        byte[] content = Machine.disk().read(active);
        content[content.length / 2] ^= 1;
        Machine.disk().replace(active, content);

        assertThat(start("").result.join()).isEqualTo(1);
        assertThat(errors.toString(StandardCharsets.UTF_8))
                .contains("n1's data is damaged", active.toString(), "./meridian up --rejoin n1");
    }

    @Test
    void a_node_that_waits_for_the_others_can_be_stopped() {
        Running waiting = start("""
                cluster:
                  members:
                    - {id: n1, peer: "127.0.0.1:%d", client: "http://127.0.0.1:%d", metrics: "http://127.0.0.1:%d"}
                    - {id: n2, peer: "127.0.0.1:1", client: "http://127.0.0.1:2", metrics: "http://127.0.0.1:3"}
                """.formatted(ports[1], ports[0], ports[2]));

        assertThat(waiting.stop()).isZero();
    }

    private Running start(String more) {
        String yaml = """
                client: {listen: "127.0.0.1:%d"}
                peer: {listen: "127.0.0.1:%d"}
                metrics: {listen: "127.0.0.1:%d"}
                node: {data: n1}
                """.formatted(ports[0], ports[1], ports[2]);
        Running started = Running.start(
                ConfigReader.read(yaml + more, folder), new PrintStream(errors, true, StandardCharsets.UTF_8));
        running.add(started);
        return started;
    }

    /** The page itself waits for a leader; before there is a page, nobody listens. */
    private void awaitHealth() throws Exception {
        while (status() != HttpAnswer.OK) {
            assertThat(running.getLast().result).isNotDone();
        }
    }

    private int status() throws IOException, InterruptedException {
        try {
            return get("/health").statusCode();
        } catch (ConnectException e) {
            Thread.onSpinWait();
            return 0;
        }
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(uri(path))
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private JsonNode json(String path) throws IOException, InterruptedException {
        return new ObjectMapper().readTree(get(path).body());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + ports[2] + path);
    }

    private static int[] freePorts() {
        try (ServerSocket one = new ServerSocket(0);
                ServerSocket two = new ServerSocket(0);
                ServerSocket three = new ServerSocket(0)) {
            return new int[] {one.getLocalPort(), two.getLocalPort(), three.getLocalPort()};
        } catch (IOException e) {
            throw new IllegalStateException("no free ports", e);
        }
    }

    /** A node on a thread of its own, with its exit code to come. */
    private record Running(CompletableFuture<NodeProcess> process, CompletableFuture<Integer> result) {
        static Running start(NodeConfig config, PrintStream errors) {
            Running running = new Running(new CompletableFuture<>(), new CompletableFuture<>());
            Thread.ofPlatform().start(() -> {
                NodeProcess process = new NodeProcess(config, errors, false);
                running.process.complete(process);
                running.result.complete(process.run());
            });
            return running;
        }

        int stop() {
            process.join().stop();
            return result.orTimeout(STOP_MAX.toSeconds(), TimeUnit.SECONDS).join();
        }
    }
}
