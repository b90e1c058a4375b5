package meridian.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import meridian.base.Disk;
import meridian.node.NodeProcess;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "up",
        description = "Starts a cluster on this machine and waits until it is ready.",
        footer = {
            "",
            "A cluster that ran before in the same folder is started again from its data; nodes that run are left",
            "alone. The first node listens on the base port for clients, on the next one for other nodes and on the",
            "one after for metrics; each further node ten ports higher.",
            "",
            "Examples:",
            "  meridian up                        three nodes, client ports 2379, 2389 and 2399",
            "  meridian up --nodes 1              one node",
            "  meridian up --regions eu,us,ap     three nodes, each in a region of its own",
            "  meridian up --secure               three nodes that talk TLS only",
            "  meridian up --fresh                forget all data first",
            "  meridian up --rejoin n2            n2 forgets its data and gets the others'",
            "  meridian up --config /etc/meridian.yaml --foreground",
            "                                     the node that the file describes, as this process"
        })
final class UpCommand implements Callable<Integer> {
    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Mixin
    private ClusterPlan plan = new ClusterPlan();

    @Option(names = "--heap", paramLabel = "SIZE", description = "The Java heap of each node, such as 512m or 2g.")
    private @Nullable String heap;

    @Option(names = "--foreground", description = "Run one node as this process, with its log on the screen.")
    private boolean foreground;

    @Option(
            names = "--secure",
            description = "A new cluster talks TLS only, with certificates made for it (see `meridian cert`).")
    private boolean secure;

    @Option(names = "--fresh", description = "Delete the cluster's data first.")
    private boolean fresh;

    @Option(names = "--rejoin", paramLabel = "ID", description = "Delete this node's data first; it gets the others'.")
    private @Nullable String rejoin;

    private final Installation installation;
    private final Screen screen;
    private final Disk disk;

    UpCommand(Installation installation, Screen screen, Disk disk) {
        this.installation = installation;
        this.screen = screen;
        this.disk = disk;
    }

    @Override
    public Integer call() {
        LocalCluster found = cluster.cluster(installation, disk);
        if (fresh) {
            found = clear(found);
        }
        if (!found.isEmpty()) {
            plan.refuseOtherThan(found);
            refuseToSecure(found);
        }
        if (!found.isEmpty() && found.stopped().isEmpty() && rejoin == null) {
            screen.say("The cluster in " + found.folder() + " is running already; nothing was changed.\n");
            new NodeTable(screen).show(found.nodes());
            return ExitCode.OK;
        }
        LocalCluster local = configure(found);
        if (rejoin != null) {
            forget(local, local.node(rejoin));
        }
        return foreground ? runHere(local) : start(local);
    }

    private void refuseToSecure(LocalCluster found) {
        if (secure && !found.nodes().stream().allMatch(LocalNode::isSecure)) {
            throw new Failure("The cluster in " + found.folder() + " talks plain text. Use another folder (--data DIR),"
                    + " start over (--fresh), or give its nodes peer.tls and client.tls in their files.");
        }
    }

    private LocalCluster clear(LocalCluster found) {
        List<String> running = found.running().stream().map(LocalNode::id).toList();
        if (!running.isEmpty()) {
            throw new Failure("--fresh would delete the data of nodes that run: " + running
                    + ". Stop them first: ./meridian down");
        }
        found.clear();
        return cluster.cluster(installation, disk);
    }

    /** Writes the nodes' files where they are not yet, or are to have other settings. */
    private LocalCluster configure(LocalCluster found) {
        String settings = cluster.settings(disk);
        if (!found.isEmpty() && settings.isEmpty()) {
            return found;
        }
        List<NodeFile.Place> places = found.isEmpty()
                ? plan.places(foreground)
                : found.nodes().stream().map(NodeFile.Place::of).toList();
        Path folder = cluster.folder(installation);
        return LocalCluster.create(folder, settings, places, certificates(folder, found, places), disk);
    }

    /** Those that a cluster is to use: new ones, or those it used before. */
    private Optional<Certificates> certificates(Path folder, LocalCluster found, List<NodeFile.Place> places) {
        boolean wanted = found.isEmpty() ? secure : found.nodes().stream().anyMatch(LocalNode::isSecure);
        if (!wanted) {
            return Optional.empty();
        }
        Certificates certificates = Certificates.in(folder, disk);
        if (!certificates.exist()) {
            certificates.create();
        }
        for (NodeFile.Place place : places) {
            if (!disk.exists(certificates.certificate(place.id()))) {
                certificates.issueNode(place.id(), List.of());
            }
        }
        return Optional.of(certificates);
    }

    private String flags(LocalCluster local) {
        if (!local.nodes().getFirst().isSecure()) {
            return "";
        }
        Certificates certificates = Certificates.in(local.folder(), disk);
        String root = Certificates.clientFile(Certificates.ROOT);
        return " --cacert " + certificates.nodesAuthority() + " --cert " + certificates.certificate(root) + " --key "
                + certificates.key(root);
    }

    private void forget(LocalCluster local, LocalNode node) {
        if (node.isRunning()) {
            throw new Failure(node.id() + " is running: stop the cluster first (./meridian down).");
        }
        if (node.config().cluster().members().size() <= 1) {
            throw new Failure(node.id() + " is the only node: there is nobody to get the data from. To start over"
                    + " without it: ./meridian up --fresh");
        }
        local.wipe(node);
        screen.remark(node.id() + " starts empty and gets the data of the others.");
    }

    private Integer runHere(LocalCluster local) {
        if (local.nodes().size() != 1) {
            throw new Failure(local.folder() + " holds " + local.nodes().size()
                    + " nodes and the foreground has room for one: name it, for instance --config "
                    + local.nodes().getFirst().file());
        }
        return new NodeProcess(local.nodes().getFirst().config(), System.err, true).run();
    }

    private Integer start(LocalCluster local) {
        List<LocalNode> toStart = local.stopped();
        screen.remark("Starting "
                + String.join(", ", toStart.stream().map(LocalNode::id).toList()));
        new Starter(installation, disk).start(toStart, heap == null ? List.of() : List.of("-Xmx" + heap));
        new NodeTable(screen).show(local.nodes());
        String same = cluster.asArguments(installation);
        screen.say("""

                Try:
                  ./meridian kv put hello world%s
                  ETCDCTL_API=3 etcdctl --endpoints=%s get hello%s
                  ./meridian status%s
                  ./meridian down%s""".formatted(same, local.nodes().getFirst().client(), flags(local), same, same));
        return ExitCode.OK;
    }
}
