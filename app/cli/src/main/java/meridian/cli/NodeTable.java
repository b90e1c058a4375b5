package meridian.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The short table of a cluster's nodes. */
record NodeTable(Screen screen) {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(2);

    void show(List<LocalNode> nodes) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("NODE", "REGION", "ROLE", "PID", "CLIENT", "METRICS", "DATA"));
        for (LocalNode node : nodes) {
            Optional<JsonNode> status = node.isRunning() ? node.status(ANSWER_MAX) : Optional.empty();
            rows.add(List.of(
                    node.id(),
                    node.config().node().region(),
                    role(node, status),
                    node.process().map(process -> Long.toString(process.pid())).orElse("-"),
                    node.clientUrl(),
                    node.metricsUrl() + "/metrics",
                    node.config().node().data().toString()));
        }
        screen.table(rows);
    }

    /** What a node does in its group, or why that is not known. */
    static String role(LocalNode node, Optional<JsonNode> status) {
        return status.map(json -> json.path("role").asText())
                .orElseGet(() -> node.isRunning() ? "no answer" : "stopped");
    }
}
