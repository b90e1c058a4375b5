package meridian.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import meridian.base.Address;
import meridian.base.Disk;
import meridian.base.Machine;
import meridian.base.Ticker;
import meridian.node.PortOwner;

/** Starts nodes as processes that outlive this one, and waits until they serve. */
final class Starter {
    private static final Duration READY_MAX = Duration.ofSeconds(90);
    private static final Duration HEALTH_MAX = Duration.ofSeconds(3);
    private static final int PAUSE_MILLIS = 20;
    private static final Path SETSID = Path.of("/usr/bin/setsid");

    private final Installation installation;
    private final Disk disk;
    private final Ticker ticker = Machine.ticker();

    Starter(Installation installation, Disk disk) {
        this.installation = installation;
        this.disk = disk;
    }

    /** Returns when all of them answer reads of what is newest; throws {@link Failure} when one does not start. */
    void start(List<LocalNode> nodes, List<String> javaOptions) {
        refusePortsInUse(nodes);
        List<Started> started =
                nodes.stream().map(node -> launch(node, javaOptions)).toList();
        awaitReady(started);
    }

    private static void refusePortsInUse(List<LocalNode> nodes) {
        List<String> problems = portsInUse(nodes);
        if (!problems.isEmpty()) {
            throw new Failure(String.join("\n", problems) + "\nOther ports for a new cluster: --base-port PORT");
        }
    }

    /** A sentence for each port of the nodes that cannot be had. */
    static List<String> portsInUse(List<LocalNode> nodes) {
        List<String> problems = new ArrayList<>();
        for (LocalNode node : nodes) {
            lookAt("client.listen", node.config().client().port().listen(), problems);
            lookAt("peer.listen", node.config().peer().port().listen(), problems);
            lookAt("metrics.listen", node.config().metrics().listen(), problems);
        }
        return problems;
    }

    private static void lookAt(String setting, Address address, List<String> problems) {
        try (ServerSocket socket = new ServerSocket()) {
            // As servers do: a port with connections that are still being wound up can be had.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(address.host(), address.port()));
        } catch (IOException e) {
            problems.add(PortOwner.inUse(setting, address));
        }
    }

    private Started launch(LocalNode node, List<String> javaOptions) {
        List<String> command = new ArrayList<>();
        // In a session of its own, so that closing the terminal or Ctrl-C in it does not reach the node.
        if (Files.isExecutable(SETSID)) {
            command.add(SETSID.toString());
        }
        command.addAll(installation.java(
                javaOptions,
                meridian.node.Main.class.getName(),
                List.of(node.file().toString())));
        try {
            Process process = new ProcessBuilder(command)
                    .directory(installation.home().toFile())
                    .redirectInput(new java.io.File("/dev/null"))
                    .redirectErrorStream(true)
                    .redirectOutput(node.output().toFile())
                    .start();
            return new Started(node, process);
        } catch (IOException e) {
            throw new Failure("Cannot start " + node.id() + ": " + e.getMessage(), e);
        }
    }

    private void awaitReady(List<Started> all) {
        long begin = ticker.nanos();
        List<Started> waiting = new ArrayList<>(all);
        while (!waiting.isEmpty()) {
            all.forEach(this::refuseEnded);
            waiting.removeIf(each -> each.node().isHealthy(HEALTH_MAX));
            if (!waiting.isEmpty() && ticker.since(begin).compareTo(READY_MAX) > 0) {
                throw new Failure(waiting.getFirst().node().id() + " runs but is not ready after "
                        + READY_MAX.toSeconds() + " s; its log: "
                        + waiting.getFirst().node().config().node().data().resolve("node.log"));
            }
            pause(waiting);
        }
    }

    /** Lets a moment pass, or less if the node ends. */
    private static void pause(List<Started> waiting) {
        if (!waiting.isEmpty()) {
            try {
                waiting.getFirst().process().waitFor(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Failure("Interrupted; the nodes go on starting.", e);
            }
        }
    }

    private void refuseEnded(Started started) {
        if (!started.process().isAlive()) {
            String output = new String(disk.read(started.node().output()), StandardCharsets.UTF_8).strip();
            throw new Failure(
                    started.node().id() + " did not start:\n" + (output.isEmpty() ? "it said nothing" : output));
        }
    }

    private record Started(LocalNode node, Process process) {}
}
