package meridian.chaos;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import meridian.base.Address;
import meridian.base.NodeId;
import meridian.chaos.base.ChaosFailure;

/** A node's metrics port: how it is, and the links it may be told to cut or to slow down. */
final class ControlPort {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration ANSWER_MAX = Duration.ofSeconds(3);
    private static final int OK = 200;

    private final HttpClient http;
    private final Address address;

    ControlPort(HttpClient http, Address address) {
        this.http = http;
        this.address = address;
    }

    /** Can it read what is newest, as every client can? */
    boolean isHealthy() {
        return send(request("/health").GET().build())
                .filter(response -> response.statusCode() == OK)
                .isPresent();
    }

    /** How it says that it is; empty if it does not answer. */
    Optional<Standing> standing() {
        return send(request("/status").GET().build())
                .filter(response -> response.statusCode() == OK)
                .map(HttpResponse::body)
                .map(ControlPort::parse);
    }

    /** Lets nothing more arrive at the other node that this one sends, or lets it through again as it comes. */
    void cut(NodeId to, boolean cut) {
        shape(JSON.createObjectNode().put("to", to.name()).put("cut", cut));
    }

    /** Lets all that this node sends to the other one arrive later, by so much and at random up to so much more. */
    void slow(NodeId to, Duration delay, Duration jitter) {
        shape(JSON.createObjectNode()
                .put("to", to.name())
                .put("delayMillis", delay.toMillis())
                .put("jitterMillis", jitter.toMillis()));
    }

    private void shape(JsonNode order) {
        HttpResponse<String> response = send(request("/links")
                        .POST(BodyPublishers.ofString(order.toString()))
                        .build())
                .orElseThrow(() -> new ChaosFailure("The node behind " + address + " does not answer."));
        if (response.statusCode() / 100 != OK / 100) {
            throw new ChaosFailure("The node behind " + address + " does not take " + order + ": "
                    + response.statusCode() + " " + response.body());
        }
    }

    /** All that it measures, as Prometheus reads it; empty if it does not answer. */
    Optional<String> metrics() {
        return send(request("/metrics").GET().build()).map(HttpResponse::body);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://" + address + path)).timeout(ANSWER_MAX);
    }

    private Optional<HttpResponse<String>> send(HttpRequest request) {
        try {
            return Optional.of(http.send(request, BodyHandlers.ofString()));
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ChaosFailure("Interrupted.", e);
        }
    }

    private static Standing parse(String page) {
        try {
            JsonNode json = JSON.readTree(page);
            return new Standing(
                    json.path("role").asText(),
                    json.path("term").asLong(),
                    json.path("applied").asLong());
        } catch (JsonProcessingException e) {
            throw new ChaosFailure("/status is not JSON: " + page, e);
        }
    }

    /**
     * How a node stands in its group.
     *
     * @param applied the position in the log that it has come to
     */
    record Standing(String role, long term, long applied) {
        boolean leads() {
            return role.equals("leader");
        }
    }
}
