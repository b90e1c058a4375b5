package meridian.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import meridian.base.Address;

/** Nodes of Meridian, started and stopped as a user does it: by the launcher, with default settings but for what is said. */
final class MeridianSystem implements SystemUnderTest {
    static final String NAME = "meridian";

    private static final int CLUSTER_NODES = 3;

    /** What {@code up} makes of its base port: three ports in a row per node, nodes ten apart. */
    private static final int PORTS_PER_NODE = 3;

    private static final int PORTS_BETWEEN_NODES = 10;
    private static final Duration COMMAND_WAIT_MAX = Duration.ofSeconds(60);
    private static final Duration BUILD_WAIT_MAX = Duration.ofMinutes(20);

    private final Path launcher;
    private final Path scratch;
    private final int nodes;
    private final String settings;

    /**
     * @param home the folder of the sources, where the launcher is
     * @param scratch where the output of its commands goes
     * @param settings what differs from the defaults, as YAML
     */
    MeridianSystem(Path home, Path scratch, int nodes, String settings) {
        this.launcher = home.resolve("meridian");
        this.scratch = scratch;
        this.nodes = nodes;
        this.settings = settings;
    }

    /** Three nodes, with as much space as the peers get. */
    static MeridianSystem cluster(Path home, Path scratch) {
        return new MeridianSystem(home, scratch, CLUSTER_NODES, "store:\n  quota-bytes: " + SPACE_BYTES_MAX + "\n");
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean onJvm() {
        return true;
    }

    /** Builds what is not built yet, so that no turn pays for that. */
    @Override
    public String version() {
        Path output = scratch.resolve("version.txt");
        run(output, BUILD_WAIT_MAX, "version");
        return read(output).strip().replace(NAME + " ", "");
    }

    @Override
    public RunningSystem start(Path folder) {
        List<Address> endpoints = endpoints();
        String base = Integer.toString(endpoints.getFirst().port());
        Path data = folder.resolve("data");
        Path file = Folders.write(folder.resolve("settings.yaml"), settings);
        ChildProcess up = launch(
                folder.resolve("up.log"),
                "up",
                "--nodes=" + nodes,
                "--base-port=" + base,
                "--data=" + data,
                "--config=" + file);
        return new Nodes(endpoints, up, data, folder);
    }

    private List<Address> endpoints() {
        List<Integer> offsets = new ArrayList<>();
        for (int node = 0; node < nodes; node++) {
            for (int port = 0; port < PORTS_PER_NODE; port++) {
                offsets.add(node * PORTS_BETWEEN_NODES + port);
            }
        }
        List<Address> all = FreePorts.findPattern(offsets);
        List<Address> clients = new ArrayList<>();
        for (int node = 0; node < nodes; node++) {
            clients.add(all.get(node * PORTS_PER_NODE));
        }
        return clients;
    }

    private ChildProcess launch(Path output, String... arguments) {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        return ChildProcess.start(command, _ -> true, Map.of(), output);
    }

    private void run(Path output, Duration max, String... arguments) {
        try (ChildProcess process = launch(output, arguments)) {
            process.awaitSuccess(max);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new BenchFailure("Cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /** The process id of each node, in the order of the endpoints, as {@code status --output json} tells them. */
    static List<Long> processIds(String status, List<Address> endpoints) {
        try {
            JsonNode nodes = new ObjectMapper().readTree(status).path("nodes");
            return endpoints.stream()
                    .map(endpoint -> processId(nodes, endpoint))
                    .toList();
        } catch (JsonProcessingException e) {
            throw new BenchFailure("meridian status did not answer in JSON: " + status, e);
        }
    }

    private static long processId(JsonNode nodes, Address endpoint) {
        for (JsonNode node : nodes) {
            if (node.path("client").asText().equals(endpoint.toString())) {
                return node.path("pid").asLong();
            }
        }
        throw new BenchFailure("meridian status knows no node at " + endpoint + ": " + nodes);
    }

    private final class Nodes implements RunningSystem {
        private final List<Address> endpoints;
        private final ChildProcess up;
        private final Path data;
        private final Path folder;
        private List<Long> processIds = List.of();

        private Nodes(List<Address> endpoints, ChildProcess up, Path data, Path folder) {
            this.endpoints = endpoints;
            this.up = up;
            this.data = data;
            this.folder = folder;
        }

        @Override
        public List<Address> endpoints() {
            return endpoints;
        }

        @Override
        public void requireAlive() {
            up.requireNoFailure();
        }

        @Override
        public List<Long> processIds() {
            if (processIds.isEmpty()) {
                up.awaitSuccess(COMMAND_WAIT_MAX);
                Path output = folder.resolve("status.json");
                run(output, COMMAND_WAIT_MAX, "status", "--data=" + data, "--output=json");
                processIds = MeridianSystem.processIds(read(output), endpoints);
            }
            return processIds;
        }

        /** The launcher knows its nodes even when we never came so far as to ask for their processes. */
        @Override
        public void close() {
            up.close();
            run(folder.resolve("down.log"), COMMAND_WAIT_MAX, "down", "--data=" + data);
        }
    }
}
