package meridian.cli;

import java.util.List;
import java.util.concurrent.Callable;
import meridian.base.Disk;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The certificates of a cluster. */
final class CertCommand {
    private CertCommand() {}

    @Command(
            name = "init",
            description = "Makes private authorities for a cluster, and certificates for its nodes and for root.",
            footer = {
                "",
                "They go to the folder certs in the cluster's folder. Nodes and clients have an authority each.",
                "",
                "Examples:",
                "  meridian cert init",
                "  meridian cert init --nodes n1,n2,n3 --hosts 10.0.0.1,10.0.0.2,db.example.org"
            })
    static final class Init implements Callable<Integer> {
        @Mixin
        private ClusterOptions cluster = new ClusterOptions();

        @Option(
                names = "--nodes",
                paramLabel = "ID",
                split = ",",
                defaultValue = "n1,n2,n3",
                description = "The nodes' ids (default: ${DEFAULT-VALUE}).")
        private List<String> nodes = List.of();

        @Option(
                names = "--hosts",
                paramLabel = "HOST",
                split = ",",
                description = "Names and addresses that clients find nodes under, besides those of this machine.")
        private List<String> hosts = List.of();

        private final Installation installation;
        private final Screen screen;
        private final Disk disk;

        Init(Installation installation, Screen screen, Disk disk) {
            this.installation = installation;
            this.screen = screen;
            this.disk = disk;
        }

        @Override
        public Integer call() {
            Certificates certificates = Certificates.in(cluster.folder(installation), disk);
            certificates.create();
            nodes.forEach(id -> certificates.issueNode(id, hosts));
            screen.say("Made certificates for " + String.join(", ", nodes) + " and for root in " + certificates.folder()
                    + ". Whoever can read that folder is root.");
            return ExitCode.OK;
        }
    }

    @Command(
            name = "node",
            description = "Makes a certificate for one more node.",
            footer = {"", "Examples:", "  meridian cert node n4 --hosts 10.0.0.4"})
    static final class Node implements Callable<Integer> {
        @Mixin
        private ClusterOptions cluster = new ClusterOptions();

        @Parameters(paramLabel = "ID", description = "The node's id.")
        private String id = "";

        @Option(
                names = "--hosts",
                paramLabel = "HOST",
                split = ",",
                description = "Names and addresses that clients find it under, besides those of this machine.")
        private List<String> hosts = List.of();

        private final Installation installation;
        private final Screen screen;
        private final Disk disk;

        Node(Installation installation, Screen screen, Disk disk) {
            this.installation = installation;
            this.screen = screen;
            this.disk = disk;
        }

        @Override
        public Integer call() {
            Certificates certificates = Certificates.in(cluster.folder(installation), disk);
            certificates.issueNode(id, hosts);
            screen.say("Made " + certificates.certificate(id) + " and its key.");
            return ExitCode.OK;
        }
    }

    @Command(
            name = "client",
            description = "Makes a certificate for a client, who is then the user of that name.",
            footer = {"", "Examples:", "  meridian cert client anna"})
    static final class Client implements Callable<Integer> {
        @Mixin
        private ClusterOptions cluster = new ClusterOptions();

        @Parameters(paramLabel = "NAME", description = "The user's name.")
        private String name = "";

        private final Installation installation;
        private final Screen screen;
        private final Disk disk;

        Client(Installation installation, Screen screen, Disk disk) {
            this.installation = installation;
            this.screen = screen;
            this.disk = disk;
        }

        @Override
        public Integer call() {
            Certificates certificates = Certificates.in(cluster.folder(installation), disk);
            certificates.issueClient(name);
            screen.say("Made " + certificates.certificate(Certificates.clientFile(name)) + " and its key.");
            return ExitCode.OK;
        }
    }
}
