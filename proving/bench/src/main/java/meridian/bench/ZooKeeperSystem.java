package meridian.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import meridian.base.Address;

/** Three servers of the ZooKeeper that Maven has put beside the benchmarks, with the settings of its sample. */
final class ZooKeeperSystem implements SystemUnderTest {
    static final String NAME = "zookeeper";

    private static final int SERVERS = 3;

    /** As much as a node of Meridian gets. */
    private static final String HEAP = "-Xmx640m";

    private static final Duration VERSION_WAIT_MAX = Duration.ofSeconds(20);
    private static final String VERSION_PREFIX = "Apache ZooKeeper, version ";

    /** Standard output is a file here. Without settings Logback writes down every step. */
    private static final String LOG_SETTINGS = """
            <configuration>
              <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
                <encoder><pattern>%d{ISO8601} [myid:%X{myid}] - %-5p [%t:%C{1}@%L] - %m%n</pattern></encoder>
              </appender>
              <root level="INFO"><appender-ref ref="out"/></root>
            </configuration>
            """;

    private final Path libraries;
    private final Path java;

    private ZooKeeperSystem(Path libraries, Path java) {
        this.libraries = libraries;
        this.java = java;
    }

    /**
     * Looks for what the build copies.
     *
     * @param home the folder of the sources
     */
    static ZooKeeperSystem builtWith(Path home) {
        Path libraries = home.resolve("proving/bench/target/zookeeper");
        if (!Files.isDirectory(libraries)) {
            throw new BenchFailure("ZooKeeper is not in " + libraries + ", where the build puts it: run `./mvnw -pl"
                    + " proving/bench -am package -Dmaven.test.skip=true`, or leave it out with `--against etcd`.");
        }
        return new ZooKeeperSystem(libraries, Path.of(System.getProperty("java.home"), "bin", "java"));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean onJvm() {
        return true;
    }

    @Override
    public String version() {
        List<String> command = command(List.of(), List.of("org.apache.zookeeper.version.VersionInfoMain"));
        return Lines.behind(VERSION_PREFIX, ChildProcess.output(command, VERSION_WAIT_MAX))
                .orElse("unknown");
    }

    @Override
    public RunningSystem start(Path folder) {
        List<Address> free = FreePorts.find(SERVERS * 3);
        List<Address> clients = free.subList(0, SERVERS);
        List<Address> quorum = free.subList(SERVERS, SERVERS * 2);
        List<Address> election = free.subList(SERVERS * 2, SERVERS * 3);
        Path logSettings = Folders.write(folder.resolve("logback.xml"), LOG_SETTINGS);
        return Members.start(clients, i -> {
            Path own = Folders.create(folder.resolve("zookeeper" + (i + 1)));
            Path data = Folders.create(own.resolve("data"));
            Folders.write(data.resolve("myid"), (i + 1) + "\n");
            Path settings = Folders.write(own.resolve("zoo.cfg"), settings(data, clients.get(i), quorum, election));
            return server(settings, logSettings, own.resolve("server.log"));
        });
    }

    private ChildProcess server(Path settings, Path logSettings, Path log) {
        List<String> options = List.of(HEAP, "-Dlogback.configurationFile=" + logSettings);
        List<String> main = List.of("org.apache.zookeeper.server.quorum.QuorumPeerMain", settings.toString());
        return ChildProcess.start(command(options, main), _ -> true, Map.of(), log);
    }

    private List<String> command(List<String> options, List<String> main) {
        List<String> classPath = List.of("-cp", libraries + "/*");
        return Stream.of(List.of(java.toString()), options, classPath, main)
                .flatMap(List::stream)
                .toList();
    }

    /**
     * The times are those of ZooKeeper's sample. No web server for administrators, whose port would be the same on all
     * three; and as many connections from one address as there are clients, since all of them come from this machine.
     */
    static String settings(Path data, Address client, List<Address> quorum, List<Address> election) {
        String servers = IntStream.range(0, quorum.size())
                .mapToObj(i -> "server." + (i + 1) + "=" + quorum.get(i) + ":"
                        + election.get(i).port() + "\n")
                .collect(Collectors.joining());
        return """
                tickTime=2000
                initLimit=10
                syncLimit=5
                dataDir=%s
                clientPortAddress=%s
                clientPort=%d
                maxClientCnxns=0
                admin.enableServer=false
                """.formatted(data, client.host(), client.port()) + servers;
    }
}
