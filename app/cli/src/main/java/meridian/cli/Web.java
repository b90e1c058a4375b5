package meridian.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Asks nodes over HTTP. The JDK's older client: the newer one takes longer to load than the answer to come. */
final class Web {
    private Web() {}

    /** The JSON at the URL; empty if there is no good answer in time. */
    static Optional<JsonNode> get(String url, Duration timeout) {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create(url).toURL().openConnection();
            connection.setConnectTimeout((int) timeout.toMillis());
            connection.setReadTimeout((int) timeout.toMillis());
            try (InputStream answer = connection.getInputStream()) {
                return Optional.of(new ObjectMapper().readTree(answer));
            }
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
