package meridian.cli;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import meridian.base.Disk;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "down",
        description = "Stops the nodes of this machine; their data stays.",
        footer = {"", "Examples:", "  meridian down", "  meridian down --data /tmp/trial"})
final class DownCommand implements Callable<Integer> {
    /** On top of what a node allows itself for an orderly stop. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private static final Duration KILL_MAX = Duration.ofSeconds(10);

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    private final Installation installation;
    private final Screen screen;
    private final Disk disk;

    DownCommand(Installation installation, Screen screen, Disk disk) {
        this.installation = installation;
        this.screen = screen;
        this.disk = disk;
    }

    @Override
    public Integer call() {
        LocalCluster local = cluster.cluster(installation, disk);
        Map<LocalNode, ProcessHandle> running = new LinkedHashMap<>();
        local.nodes().forEach(node -> node.process().ifPresent(process -> running.put(node, process)));
        if (running.isEmpty()) {
            screen.say("No node runs in " + local.folder() + ".");
            return ExitCode.OK;
        }
        running.values().forEach(ProcessHandle::destroy);
        running.forEach(this::awaitEnd);
        List<String> stopped = running.keySet().stream().map(LocalNode::id).toList();
        screen.say("Stopped " + String.join(", ", stopped) + ". The data stays in " + local.folder() + ".");
        return ExitCode.OK;
    }

    private void awaitEnd(LocalNode node, ProcessHandle process) {
        Duration limit = node.config().node().stopTimeout().plus(GRACE);
        if (!hasEnded(process, limit)) {
            screen.remark(node.id() + " (process " + process.pid() + ") did not stop within " + limit.toSeconds()
                    + " s and is killed. Nothing acknowledged is lost by that.");
            process.destroyForcibly();
            if (!hasEnded(process, KILL_MAX)) {
                throw new Failure("Process " + process.pid() + " of " + node.id() + " cannot be killed.");
            }
        }
    }

    private static boolean hasEnded(ProcessHandle process, Duration limit) {
        try {
            process.onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new Failure("Cannot wait for process " + process.pid() + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure("Interrupted; the nodes were told to stop.", e);
        }
    }
}
