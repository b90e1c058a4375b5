package meridian.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.StreamSupport;
import meridian.base.Disk;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "plot",
        description =
                "Draws how far the nodes' clocks were from those of their machines, and how wrong they may have been.",
        footer = {
            "",
            "The line is the node's clock less its machine's; the band around it is the bound, where the time was known.",
            "A node remembers a day, as long as it runs.",
            "",
            "Ends with 1 when no node answers.",
            "",
            "Examples:",
            "  meridian time plot",
            "  meridian time plot --minutes 30 -o time.svg"
        })
final class TimePlotCommand implements Callable<Integer> {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(5);

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Option(
            names = "--minutes",
            paramLabel = "N",
            description = "How far back the picture goes (default: ${DEFAULT-VALUE}).",
            defaultValue = "60")
    private int minutes;

    @Option(
            names = {"-o", "--file"},
            paramLabel = "FILE",
            description = "Where the picture goes, as SVG (default: ${DEFAULT-VALUE}).",
            defaultValue = "time.svg")
    private Path file = Path.of("time.svg");

    private final Installation installation;
    private final Screen screen;
    private final Disk disk;

    TimePlotCommand(Installation installation, Screen screen, Disk disk) {
        this.installation = installation;
        this.screen = screen;
        this.disk = disk;
    }

    @Override
    public Integer call() {
        if (minutes < 1) {
            throw new Failure("--minutes " + minutes + " is no time to draw: give 1 or more.");
        }
        LocalCluster local = cluster.cluster(installation, disk);
        if (local.isEmpty()) {
            throw new Failure("There is no cluster in " + local.folder() + ". Start one: ./meridian up");
        }
        TimePlot plot = new TimePlot();
        long drawn = local.nodes().stream().filter(node -> draw(node, plot)).count();
        if (drawn == 0) {
            throw new Failure("No node in " + local.folder() + " answers. Start them: ./meridian up");
        }
        disk.replace(file.toAbsolutePath(), plot.svg().getBytes(StandardCharsets.UTF_8));
        screen.say("Wrote " + file + ", with " + drawn + " of " + local.nodes().size() + " nodes.");
        return ExitCode.OK;
    }

    private boolean draw(LocalNode node, TimePlot plot) {
        return node.timeHistory(ANSWER_MAX)
                .map(history -> {
                    plot.add(node.id(), latest(history.path("points")));
                    return true;
                })
                .orElse(false);
    }

    /** Those of the last minutes, by the node's own clock. */
    private List<JsonNode> latest(JsonNode points) {
        double from = points.path(points.size() - 1).path(0).asDouble()
                - Duration.ofMinutes(minutes).toSeconds();
        return StreamSupport.stream(points.spliterator(), false)
                .filter(point -> point.path(0).asDouble() >= from)
                .toList();
    }
}
