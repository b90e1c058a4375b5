package meridian.cli;

import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import meridian.base.Disk;
import meridian.node.NodeProcess;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * Plays a small cluster and its clients in one process. The launcher runs this once after a build, in a Java VM that
 * writes down which classes were loaded and which methods were busy, so that later starts begin with that.
 */
@Command(name = "rehearse", hidden = true, description = "Plays a cluster for the Java VM's start-up cache.")
final class RehearseCommand implements Callable<Integer> {
    private static final int NODES = 3;
    private static final int PORT_TRIES_MAX = 20;
    private static final int PORTS_END = 65_000;
    private static final Duration READY_MAX = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final int ROUNDS = 100;
    private static final int REQUESTS_PER_ROUND = 64;

    private final Installation installation;
    private final Screen screen;
    private final Disk disk;

    RehearseCommand(Installation installation, Screen screen, Disk disk) {
        this.installation = installation;
        this.screen = screen;
        this.disk = disk;
    }

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException {
        Path folder = installation.build().resolve("rehearsal");
        LocalCluster cluster = cluster(folder);
        LinkedBlockingQueue<NodeProcess> running = new LinkedBlockingQueue<>();
        List<Thread> threads = cluster.nodes().stream()
                .map(node -> Thread.ofPlatform().start(() -> play(node, running)))
                .toList();
        try {
            awaitHealthy(cluster.nodes(), threads.getFirst());
            playCommands(folder);
            playClients(cluster.nodes());
        } finally {
            running.forEach(NodeProcess::stop);
            for (Thread thread : threads) {
                thread.join();
            }
            disk.delete(folder);
        }
        return ExitCode.OK;
    }

    private static void play(LocalNode node, LinkedBlockingQueue<NodeProcess> running) {
        NodeProcess process = new NodeProcess(node.config(), System.err, false);
        running.add(process);
        process.run();
    }

    private LocalCluster cluster(Path folder) throws IOException {
        for (int i = 0; i < PORT_TRIES_MAX; i++) {
            int base = freePort();
            List<NodeFile.Place> places = new ArrayList<>();
            for (int node = 0; node < NODES && base < PORTS_END; node++) {
                places.add(new NodeFile.Place("n" + (node + 1), "local", base + node * ClusterPlan.PORT_STEP));
            }
            LocalCluster cluster = LocalCluster.create(folder, "", places, disk);
            if (!cluster.isEmpty() && Starter.portsInUse(cluster.nodes()).isEmpty()) {
                return cluster;
            }
        }
        throw new Failure("Found no free ports for a rehearsal.");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void awaitHealthy(List<LocalNode> nodes, Thread first) throws InterruptedException {
        for (long waited = 0; !nodes.stream().allMatch(node -> node.isHealthy(READY_MAX)); waited++) {
            if (waited > READY_MAX.dividedBy(PAUSE)) {
                throw new Failure("The rehearsal's nodes did not become ready.");
            }
            first.join(PAUSE);
        }
    }

    private void playCommands(Path folder) {
        for (String line :
                List.of("kv put hello world", "kv get hello", "status", "status --output=json", "member list")) {
            List<String> words = new ArrayList<>(List.of(line.split(" ")));
            words.add("--data=" + folder);
            CommandLine commands = Main.commandLine(installation, screen, System.in, disk);
            if (commands.execute(words.toArray(String[]::new)) != ExitCode.OK) {
                throw new Failure("The rehearsal's '" + line + "' went wrong.");
            }
        }
    }

    private static void playClients(List<LocalNode> nodes) throws InterruptedException, ExecutionException {
        for (LocalNode node : nodes) {
            ManagedChannel channel = NettyChannelBuilder.forAddress(
                            node.client().host(), node.client().port())
                    .usePlaintext()
                    .build();
            try {
                KVGrpc.KVFutureStub stub = KVGrpc.newFutureStub(channel);
                for (int round = 0; round < ROUNDS; round++) {
                    playRound(stub, round);
                }
            } finally {
                channel.shutdownNow().awaitTermination(READY_MAX.toSeconds(), TimeUnit.SECONDS);
            }
        }
    }

    private static void playRound(KVGrpc.KVFutureStub stub, int round) throws InterruptedException, ExecutionException {
        List<Future<?>> answers = new ArrayList<>();
        for (int i = 0; i < REQUESTS_PER_ROUND; i++) {
            var key = Text.bytes("rehearsal/" + round + "/" + i);
            answers.add(
                    stub.put(PutRequest.newBuilder().setKey(key).setValue(key).build()));
            answers.add(stub.range(RangeRequest.newBuilder()
                    .setKey(key)
                    .setSerializable(i % 2 == 0)
                    .build()));
        }
        for (Future<?> answer : answers) {
            answer.get();
        }
    }
}
