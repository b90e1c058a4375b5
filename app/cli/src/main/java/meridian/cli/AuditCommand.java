package meridian.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import meridian.base.Disk;
import meridian.base.Machine;
import meridian.store.AuditLog;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "audit",
        description = "Shows who did what, as the nodes of this machine have taken it down.",
        footer = {
            "",
            "Each node knows of what was asked of it alone; on several machines, ask on each.",
            "",
            "Examples:",
            "  meridian audit --since 1h",
            "  meridian audit --user anna --refused --output json"
        })
final class AuditCommand implements Callable<Integer> {
    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Option(names = "--user", paramLabel = "NAME", description = "Only of this user.")
    private @Nullable String user;

    @Option(
            names = "--since",
            paramLabel = "WHEN",
            description = "Only what is younger: 30s, 15m, 2h, 7d, or a time such as 2026-01-31T12:00:00Z.")
    private @Nullable String since;

    @Option(names = "--refused", description = "Only what was refused.")
    private boolean refused;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "At most so many, the newest (default: ${DEFAULT-VALUE}).",
            defaultValue = "1000")
    private int limit;

    @Option(names = "--output", paramLabel = "FORMAT", description = "text or json (default: text).")
    private OutputFormat output = OutputFormat.text;

    private final Installation installation;
    private final Screen screen;
    private final Disk disk;

    AuditCommand(Installation installation, Screen screen, Disk disk) {
        this.installation = installation;
        this.screen = screen;
        this.disk = disk;
    }

    @Override
    public Integer call() {
        LocalCluster local = cluster.cluster(installation, disk);
        if (local.isEmpty()) {
            throw new Failure("There is no cluster in " + local.folder() + ", and so nothing was taken down.");
        }
        Optional<Instant> begin = Optional.ofNullable(since).map(AuditCommand::parse);
        List<ObjectNode> entries = local.nodes().stream()
                .flatMap(node -> entries(node, begin))
                .sorted(Comparator.comparing(entry -> entry.path("time").asText()))
                .toList();
        show(entries.subList(Math.max(0, entries.size() - limit), entries.size()));
        return ExitCode.OK;
    }

    private static Instant parse(String text) {
        try {
            return Span.parse(text)
                    .map(ago ->
                            Instant.ofEpochMilli(Machine.clock().unixMillis()).minus(ago))
                    .orElseGet(() -> Instant.parse(text));
        } catch (DateTimeException | ArithmeticException e) {
            throw new Failure(
                    "--since '" + text + "' is neither a duration such as 15m nor a time such as"
                            + " 2026-01-31T12:00:00Z.",
                    e);
        }
    }

    /** The newest of one node, from the oldest file on. */
    private Stream<ObjectNode> entries(LocalNode node, Optional<Instant> begin) {
        Deque<ObjectNode> newest = new ArrayDeque<>();
        for (Path file : files(node.config().node().data())) {
            new String(disk.read(file), StandardCharsets.UTF_8)
                    .lines()
                    .flatMap(AuditCommand::entry)
                    .filter(entry -> isWanted(entry, begin))
                    .forEach(entry -> {
                        newest.addLast(entry.put("node", node.id()));
                        if (newest.size() > limit) {
                            newest.removeFirst();
                        }
                    });
        }
        return newest.stream();
    }

    private List<Path> files(Path folder) {
        List<Path> files = new ArrayList<>();
        Path file = folder.resolve(AuditLog.FILE);
        for (int i = 1; disk.exists(file); i++) {
            files.addFirst(file);
            file = folder.resolve(AuditLog.FILE + "." + i);
        }
        return files;
    }

    /** A line that was not finished when the machine stopped is none. */
    private static Stream<ObjectNode> entry(String line) {
        try {
            return Screen.JSON.readTree(line) instanceof ObjectNode entry ? Stream.of(entry) : Stream.empty();
        } catch (JsonProcessingException _) {
            return Stream.empty();
        }
    }

    private boolean isWanted(JsonNode entry, Optional<Instant> begin) {
        boolean young =
                begin.isEmpty() || !Instant.parse(entry.path("time").asText()).isBefore(begin.get());
        boolean theirs = user == null || entry.path("user").asText().equals(user);
        boolean bad = !refused || entry.path("outcome").asText().equals("refused");
        return young && theirs && bad;
    }

    private void show(List<ObjectNode> entries) {
        switch (output) {
            case json -> {
                ArrayNode all = Screen.JSON.createArrayNode().addAll(entries);
                screen.json(Screen.object().set("entries", all));
            }
            case text -> screen.table(rows(entries));
        }
    }

    private static List<List<String>> rows(List<ObjectNode> entries) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("TIME", "NODE", "USER", "FROM", "ACTION", "OUTCOME", "ABOUT", "REASON"));
        for (JsonNode entry : entries) {
            rows.add(List.of(
                    entry.path("time").asText(),
                    entry.path("node").asText(),
                    printable(entry.path("user").asText()),
                    entry.path("from").asText(),
                    entry.has("lost")
                            ? entry.path("lost").asText() + " entries lost"
                            : entry.path("action").asText(),
                    entry.path("outcome").asText(),
                    printable(entry.path("target").asText()),
                    entry.path("reason").asText()));
        }
        return rows;
    }

    /** Keys come from anywhere: what they hold must not command the terminal. */
    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}
