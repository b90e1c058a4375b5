package meridian.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.StreamSupport;
import meridian.base.Disk;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "status",
        description = "Shows how the nodes of this machine are.",
        footer = {
            "",
            "Ends with 0 when all of them run, answer and know a leader, else with 1.",
            "",
            "Examples:",
            "  meridian status",
            "  meridian status --output json"
        })
final class StatusCommand implements Callable<Integer> {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(2);

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Option(names = "--output", paramLabel = "FORMAT", description = "text or json (default: text).")
    private OutputFormat output = OutputFormat.text;

    private final Installation installation;
    private final Screen screen;
    private final Disk disk;

    StatusCommand(Installation installation, Screen screen, Disk disk) {
        this.installation = installation;
        this.screen = screen;
        this.disk = disk;
    }

    @Override
    public Integer call() {
        LocalCluster local = cluster.cluster(installation, disk);
        if (local.isEmpty()) {
            throw new Failure("There is no cluster in " + local.folder() + ". Start one: ./meridian up");
        }
        List<Seen> seen = local.nodes().stream().map(Seen::look).toList();
        switch (output) {
            case json -> screen.json(json(seen));
            case text -> {
                screen.table(rows(seen));
                seen.forEach(this::warn);
            }
        }
        return seen.stream().allMatch(Seen::isWell) ? ExitCode.OK : ExitCode.FAILED;
    }

    private void warn(Seen seen) {
        seen.status()
                .ifPresent(json -> json.path("openPorts")
                        .forEach(port -> screen.remark(seen.node().id() + ": " + port.asText()
                                + " is open to other machines without TLS and login (client.allow-insecure)")));
        seen.status()
                .map(json -> json.path("time"))
                .filter(time -> time.path("outvoted").asBoolean())
                .ifPresent(time -> screen.remark(
                        seen.node().id() + ": " + time.path("reason").asText()));
    }

    private static ObjectNode json(List<Seen> seen) {
        ObjectNode root = Screen.object();
        root.put("cluster", seen.getFirst().node().config().cluster().name());
        root.putArray("nodes").addAll(seen.stream().map(Seen::json).toList());
        return root;
    }

    private static List<List<String>> rows(List<Seen> seen) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(
                "NODE",
                "REGION",
                "ROLE",
                "LEADER",
                "TERM",
                "APPLIED",
                "DB SIZE",
                "ROUND TRIPS",
                "UPTIME",
                "PID",
                "CLIENT"));
        seen.forEach(each -> rows.add(each.row()));
        return rows;
    }

    /** A node, and what it says about itself if it says anything. */
    private record Seen(LocalNode node, Optional<JsonNode> status) {
        private static final long MEBIBYTE = 1 << 20;

        static Seen look(LocalNode node) {
            return new Seen(node, node.isRunning() ? node.status(ANSWER_MAX) : Optional.empty());
        }

        boolean isWell() {
            return !text("leader").equals("-");
        }

        ObjectNode json() {
            ObjectNode json = status.map(JsonNode::deepCopy)
                    .map(ObjectNode.class::cast)
                    .orElseGet(() -> Screen.object()
                            .put("id", node.id())
                            .put("region", node.config().node().region()));
            json.put("role", NodeTable.role(node, status));
            node.process().ifPresentOrElse(process -> json.put("pid", process.pid()), () -> json.putNull("pid"));
            json.put("client", node.client().toString());
            json.put("metrics", node.metricsUrl() + "/metrics");
            json.put("data", node.config().node().data().toString());
            return json;
        }

        List<String> row() {
            return List.of(
                    node.id(),
                    node.config().node().region(),
                    NodeTable.role(node, status),
                    text("leader"),
                    text("term"),
                    text("applied"),
                    status.map(json -> size(json.path("databaseBytes").asLong()))
                            .orElse("-"),
                    status.map(Seen::roundTrips).orElse("-"),
                    status.map(json -> uptime(json.path("uptimeMillis").asLong()))
                            .orElse("-"),
                    node.process().map(process -> Long.toString(process.pid())).orElse("-"),
                    node.client().toString());
        }

        private String text(String field) {
            return status.map(json -> json.path(field).asText())
                    .filter(text -> !text.isEmpty())
                    .orElse("-");
        }

        private static String roundTrips(JsonNode json) {
            List<String> links = StreamSupport.stream(json.path("links").spliterator(), false)
                    .map(link -> link.path("peer").asText() + " "
                            + (link.has("roundTripMillis")
                                            && link.path("connected").asBoolean()
                                    ? String.format(
                                            Locale.ROOT,
                                            "%.1f ms",
                                            link.path("roundTripMillis").asDouble())
                                    : "no link"))
                    .toList();
            return links.isEmpty() ? "-" : String.join(", ", links);
        }

        private static String size(long bytes) {
            return String.format(Locale.ROOT, "%.1f MiB", bytes / (double) MEBIBYTE);
        }

        private static String uptime(long millis) {
            Duration time = Duration.ofMillis(millis);
            return time.toHours() > 0
                    ? time.toHours() + "h " + time.toMinutesPart() + "m"
                    : time.toMinutes() > 0
                            ? time.toMinutes() + "m " + time.toSecondsPart() + "s"
                            : time.toSeconds() + "s";
        }
    }
}
