package meridian.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import meridian.base.Address;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpServerTest {
    private final HttpServer server = HttpServer.start(
            new NodeConfig.Port(new Address("127.0.0.1", 0), new Tls.Off()),
            Map.of(
                    "GET /hello", HttpPage.of(() -> HttpAnswer.text(HttpAnswer.OK, "hello")),
                    "GET /broken", _ -> CompletableFuture.failedFuture(new IllegalStateException("out of order")),
                    "POST /echo",
                            body -> CompletableFuture.completedFuture(
                                    HttpAnswer.text(HttpAnswer.OK, new String(body, StandardCharsets.UTF_8)))));
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @Test
    void a_page_is_answered() throws Exception {
        HttpResponse<String> answer = get("/hello?with=query");

        assertThat(answer.statusCode()).isEqualTo(HttpAnswer.OK);
        assertThat(answer.body()).isEqualTo("hello\n");
    }

    @Test
    void a_posted_body_reaches_its_page() throws Exception {
        assertThat(post("/echo", "something").body()).isEqualTo("something\n");
    }

    @Test
    void an_unknown_page_is_not_found_and_a_wrong_method_not_allowed() throws Exception {
        assertThat(get("/nothing").statusCode()).isEqualTo(HttpAnswer.NOT_FOUND);
        assertThat(get("/echo").statusCode()).isEqualTo(HttpAnswer.METHOD_NOT_ALLOWED);
        assertThat(post("/hello", "").statusCode()).isEqualTo(HttpAnswer.METHOD_NOT_ALLOWED);
    }

    @Test
    void a_page_that_fails_says_so() throws Exception {
        HttpResponse<String> answer = get("/broken");

        assertThat(answer.statusCode()).isEqualTo(HttpAnswer.UNAVAILABLE);
        assertThat(answer.body()).contains("out of order");
    }

    @Test
    void a_request_that_is_too_large_is_refused() throws Exception {
        assertThat(post("/echo", "x".repeat(100_000)).statusCode()).isEqualTo(413);
    }

    @Test
    void garbage_is_answered_and_disturbs_nobody() throws Exception {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.address().port())) {
            OutputStream out = socket.getOutputStream();
            out.write("\u0001\u0002 rubbish\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                    .startsWith("HTTP/1.1 400");
        }
        assertThat(get("/hello").statusCode()).isEqualTo(HttpAnswer.OK);
    }

    @Test
    void a_port_in_use_is_refused_with_its_owner() {
        assertThatThrownBy(() -> HttpServer.start(new NodeConfig.Port(server.address(), new Tls.Off()), Map.of()))
                .isInstanceOf(Refusal.class)
                .hasMessageContainingAll(
                        "metrics.listen " + server.address() + " is in use",
                        "process " + ProcessHandle.current().pid());
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

    private URI uri(String path) {
        return URI.create("http://" + server.address() + path);
    }
}
