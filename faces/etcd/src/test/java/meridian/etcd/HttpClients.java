package meridian.etcd;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;

/** Asks a node over HTTP, as curl does. */
record HttpClients(HttpClient client, String address) {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    static HttpClients plain(int port) {
        return new HttpClients(HttpClient.newHttpClient(), "http://127.0.0.1:" + port);
    }

    /** Offers HTTP/2 and HTTP/1.1. */
    static HttpClients secure(int port, SSLContext tls) {
        return new HttpClients(HttpClient.newBuilder().sslContext(tls).build(), "https://127.0.0.1:" + port);
    }

    HttpResponse<String> post(String path, String body, String... headers) {
        return send("POST", path, body, List.of(headers));
    }

    HttpResponse<String> get(String path) {
        return send("GET", path, "", List.of());
    }

    HttpResponse<String> send(String method, String path, String body, List<String> headers) {
        return send(request(method, path, body, headers), HttpResponse.BodyHandlers.ofString());
    }

    /** The answer as it comes; whoever closes it goes away. */
    InputStream stream(String path, String body, String... headers) {
        HttpRequest request = request("POST", path, body, List.of(headers));
        return send(request, HttpResponse.BodyHandlers.ofInputStream()).body();
    }

    private HttpRequest request(String method, String path, String body, List<String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + path))
                .timeout(PATIENCE)
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (!headers.isEmpty()) {
            request.headers(headers.toArray(String[]::new));
        }
        return request.build();
    }

    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> body) {
        try {
            return client.send(request, body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
