package meridian.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import meridian.base.Address;

/** Three members of the installed etcd, with its default settings but for the limit of space. */
final class EtcdSystem implements SystemUnderTest {
    static final String NAME = "etcd";

    private static final int MEMBERS = 3;
    private static final Duration VERSION_WAIT_MAX = Duration.ofSeconds(10);
    private static final String VERSION_PREFIX = "etcd Version: ";

    private final Path binary;

    private EtcdSystem(Path binary) {
        this.binary = binary;
    }

    /** The one that the user would start. */
    static EtcdSystem installed() {
        return installed(Binaries.searchPath());
    }

    static EtcdSystem installed(String searchPath) {
        return Binaries.find(NAME, searchPath)
                .map(EtcdSystem::new)
                .orElseThrow(() -> new BenchFailure("etcd is not installed: run `sudo apt-get install etcd-server`"
                        + " (Debian also starts a service of its own; `sudo systemctl disable --now etcd` stops it)."));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean onJvm() {
        return false;
    }

    @Override
    public String version() {
        Stream<String> said = ChildProcess.output(List.of(binary.toString(), "--version"), VERSION_WAIT_MAX);
        return Lines.behind(VERSION_PREFIX, said).orElse("unknown");
    }

    @Override
    public RunningSystem start(Path folder) {
        List<Address> free = FreePorts.find(MEMBERS * 2);
        List<Address> endpoints = free.subList(0, MEMBERS);
        List<Address> peers = free.subList(MEMBERS, MEMBERS * 2);
        return Members.start(
                endpoints, i -> start(command(i, folder, endpoints, peers), folder.resolve(memberName(i) + ".log")));
    }

    private List<String> command(int member, Path folder, List<Address> clients, List<Address> peers) {
        String cluster = IntStream.range(0, MEMBERS)
                .mapToObj(i -> memberName(i) + "=" + url(peers.get(i)))
                .collect(Collectors.joining(","));
        return List.of(
                binary.toString(),
                "--name=" + memberName(member),
                "--data-dir=" + folder.resolve(memberName(member)),
                "--listen-client-urls=" + url(clients.get(member)),
                "--advertise-client-urls=" + url(clients.get(member)),
                "--listen-peer-urls=" + url(peers.get(member)),
                "--initial-advertise-peer-urls=" + url(peers.get(member)),
                "--initial-cluster=" + cluster,
                "--initial-cluster-state=new",
                "--quota-backend-bytes=" + SPACE_BYTES_MAX);
    }

    /** Any ETCD_ variable in our environment would be a setting of etcd. */
    private static ChildProcess start(List<String> command, Path log) {
        return ChildProcess.start(command, variable -> !variable.startsWith("ETCD_"), Map.of(), log);
    }

    private static String memberName(int member) {
        return "etcd" + (member + 1);
    }

    private static String url(Address address) {
        return "http://" + address;
    }
}
