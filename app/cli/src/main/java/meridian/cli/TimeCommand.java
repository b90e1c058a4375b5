package meridian.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import meridian.base.Disk;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "time",
        description = "Shows whether the nodes of this machine know what time it is, and from whom.",
        footer = {
            "",
            "Before each server stands what is made of it: * its time is passed on, + it agrees, x its time cannot be true,",
            "? it cannot be used. REACH has a bit for each of the last eight questions, in octal: 377 is all answered.",
            "",
            "Ends with 0 when all nodes answer, and those that ask servers know the time, else with 1.",
            "",
            "Examples:",
            "  meridian time",
            "  meridian time --output json",
            "  meridian time query time.example.org",
            "  meridian time plot --minutes 30 -o time.svg"
        })
final class TimeCommand implements Callable<Integer> {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(2);

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Option(names = "--output", paramLabel = "FORMAT", description = "text or json (default: text).")
    private OutputFormat output = OutputFormat.text;

    private final Installation installation;
    private final Screen screen;
    private final Disk disk;

    TimeCommand(Installation installation, Screen screen, Disk disk) {
        this.installation = installation;
        this.screen = screen;
        this.disk = disk;
    }

    @Override
    public Integer call() {
        LocalCluster local = cluster.cluster(installation, disk);
        if (local.isEmpty()) {
            throw new Failure("There is no cluster in " + local.folder()
                    + ". Start one: ./meridian up, or ask a server: ./meridian time query HOST");
        }
        List<Seen> seen = local.nodes().stream().map(Seen::look).toList();
        switch (output) {
            case json -> screen.json(json(seen));
            case text -> seen.forEach(this::show);
        }
        return seen.stream().allMatch(Seen::isWell) ? ExitCode.OK : ExitCode.FAILED;
    }

    private static ObjectNode json(List<Seen> seen) {
        ObjectNode root = Screen.object();
        root.putArray("nodes").addAll(seen.stream().map(Seen::json).toList());
        return root;
    }

    private void show(Seen seen) {
        screen.say(seen.node() + ": " + seen.time().map(TimeCommand::summary).orElse("no answer"));
        List<List<String>> sources = seen.time().map(TimeCommand::rows).orElseGet(List::of);
        if (!sources.isEmpty()) {
            screen.table(sources);
        }
        seen.time().ifPresent(time -> time.path("peers").forEach(peer -> screen.say(other(peer))));
        seen.time().map(time -> time.path("ptp")).filter(JsonNode::isObject).ifPresent(ptp -> screen.say(ptp(ptp)));
        seen.time()
                .map(time -> time.path("served"))
                .filter(JsonNode::isObject)
                .ifPresent(served -> screen.say("  tells the time on "
                        + served.path("listen").asText() + ": "
                        + served.path("answered").asLong() + " answers, "
                        + served.path("refused").asLong() + " refusals, "
                        + served.path("dropped").asLong() + " passed over"));
    }

    static String summary(JsonNode time) {
        if (time.path("sources").isEmpty() && time.path("peers").isEmpty()) {
            return "asks no servers, and believes the machine's clock";
        }
        String bound = time.path("boundSeconds").isNumber()
                ? ", within "
                        + Amount.of(Amount.ofSeconds(time.path("boundSeconds").asDouble()))
                : "";
        return time.path("state").asText() + bound + ": " + time.path("reason").asText();
    }

    /** What a node knows of another one's clock. */
    static String other(JsonNode peer) {
        String node = "  clock of " + peer.path("node").asText() + ": ";
        return peer.path("offsetSeconds").isNumber()
                ? node + amount(peer, "offsetSeconds", Amount::signed) + ", give or take "
                        + amount(peer, "boundSeconds", Amount::of)
                        + (peer.path("agrees").asBoolean() ? "" : "; most nodes' clocks say another time")
                : node + "not heard of";
    }

    /** What a node does over PTP. */
    static String ptp(JsonNode ptp) {
        String port = "  ptp on " + ptp.path("interface").asText() + ": "
                + ptp.path("state").asText();
        return ptp.path("master").isTextual()
                ? port + " from " + ptp.path("master").asText() + ", whose time comes from "
                        + ptp.path("grandmaster").asText() + ", steps: "
                        + ptp.path("steps").asInt()
                : port;
    }

    /** As chronyc shows its sources. */
    static List<List<String>> rows(JsonNode time) {
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode source : time.path("sources")) {
            if (rows.isEmpty()) {
                rows.add(List.of(
                        "", "SERVER", "STRATUM", "POLL", "REACH", "LAST", "OFFSET", "DELAY", "JITTER", "BOUND",
                        "STAMPS", ""));
            }
            rows.add(row(source));
        }
        return rows;
    }

    private static List<String> row(JsonNode source) {
        return List.of(
                sign(source.path("mark").asText()),
                source.path("server").asText(),
                source.path("stratum").asText(),
                amount(source, "pollSeconds", Amount::of),
                Integer.toOctalString(source.path("reach").asInt()),
                amount(source, "sinceAnswerSeconds", Amount::of),
                amount(source, "offsetSeconds", Amount::signed),
                amount(source, "delaySeconds", Amount::of),
                amount(source, "jitterSeconds", Amount::of),
                amount(source, "boundSeconds", Amount::of),
                source.path("kernelStamps").asBoolean() ? "kernel" : "own",
                source.path("trouble").asText());
    }

    private static String sign(String mark) {
        return switch (mark) {
            case "chosen" -> "*";
            case "agrees" -> "+";
            case "lies" -> "x";
            default -> "?";
        };
    }

    private static String amount(JsonNode source, String field, Function<Duration, String> text) {
        JsonNode seconds = source.path(field);
        return seconds.isNumber() ? text.apply(Amount.ofSeconds(seconds.asDouble())) : "-";
    }

    /** A node, and how it keeps the time, if it says so. */
    private record Seen(String node, Optional<JsonNode> time) {
        static Seen look(LocalNode node) {
            Optional<JsonNode> status = node.isRunning() ? node.status(ANSWER_MAX) : Optional.empty();
            return new Seen(node.id(), status.map(json -> json.path("time")));
        }

        boolean isWell() {
            return time.filter(known -> known.path("sources").isEmpty()
                            || known.path("boundSeconds").isNumber())
                    .isPresent();
        }

        ObjectNode json() {
            ObjectNode json = Screen.object().put("id", node);
            json.set("time", time.orElse(null));
            return json;
        }
    }
}
