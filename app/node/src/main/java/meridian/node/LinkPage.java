package meridian.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import meridian.base.NodeId;
import meridian.net.LinkShape;
import meridian.net.NettyTransport;

/** Lets an operator delay or cut the links to other nodes, to try out regions and failures. */
final class LinkPage implements HttpPage {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long DELAY_MILLIS_MAX = 60_000;

    private final boolean allowed;
    private final NettyTransport transport;

    LinkPage(boolean allowed, NettyTransport transport) {
        this.allowed = allowed;
        this.transport = transport;
    }

    /** Takes {@code {"to": "n2", "delayMillis": 40, "jitterMillis": 5, "cut": false}}; what is left out is none. */
    @Override
    public CompletableFuture<HttpAnswer> answer(byte[] body) {
        return CompletableFuture.completedFuture(shape(body));
    }

    private HttpAnswer shape(byte[] body) {
        if (!allowed) {
            return HttpAnswer.text(
                    HttpAnswer.FORBIDDEN,
                    "Links are as they are: " + Settings.LINKS_SHAPING_ALLOWED.path() + " is false.");
        }
        try {
            JsonNode wish = JSON.readTree(body);
            NodeId to = new NodeId(wish.path("to").asText());
            LinkShape shape = new LinkShape(
                    millis(wish, "delayMillis"),
                    millis(wish, "jitterMillis"),
                    wish.path("cut").asBoolean());
            transport.shape(to, shape);
            return HttpAnswer.json(
                    HttpAnswer.OK, JSON.createObjectNode().put("to", to.name()).put("shape", shape.toString()));
        } catch (IOException | IllegalArgumentException e) {
            return HttpAnswer.text(HttpAnswer.BAD_REQUEST, "Not understood: " + e.getMessage());
        }
    }

    private static Duration millis(JsonNode wish, String field) {
        long millis = wish.path(field).asLong();
        if (millis > DELAY_MILLIS_MAX) {
            throw new IllegalArgumentException(field + " is " + millis + ": at most " + DELAY_MILLIS_MAX + " goes");
        }
        return Duration.ofMillis(millis);
    }
}
