package meridian.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import meridian.base.Address;

/** One chronyd that tells the time of this machine and never sets it. */
final class ChronySystem implements SystemUnderTest {
    static final String NAME = "chrony";

    private static final Duration VERSION_WAIT_MAX = Duration.ofSeconds(10);
    private static final String VERSION_PREFIX = "chronyd (chrony) version ";

    private final Path binary;

    private ChronySystem(Path binary) {
        this.binary = binary;
    }

    static ChronySystem installed() {
        return Binaries.find("chronyd", Binaries.searchPath() + ":/usr/sbin")
                .map(ChronySystem::new)
                .orElseThrow(() -> new BenchFailure("chrony is not installed: run `sudo apt-get install chrony`"
                        + " (Debian also starts a service of its own, which takes the place of what keeps the time"
                        + " now), or unpack the package and put its sbin folder on the path."));
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
        return Lines.behind(VERSION_PREFIX, said)
                .map(rest -> rest.replaceAll(" .*", ""))
                .orElse("unknown");
    }

    @Override
    public RunningSystem start(Path folder) {
        Address listen = FreePorts.find(1).getFirst();
        Path settings = Folders.write(folder.resolve("chrony.conf"), settings(listen, folder));
        return Members.start(List.of(listen), _ -> start(settings, folder.resolve("chrony.log")));
    }

    private static String settings(Address listen, Path folder) {
        return String.join(
                "\n",
                "local stratum 8",
                "port " + listen.port(),
                "bindaddress " + listen.host(),
                "allow 127/8",
                "cmdport 0",
                "pidfile " + folder.resolve("chrony.pid"),
                "");
    }

    private ChildProcess start(Path settings, Path log) {
        return ChildProcess.start(command(binary, settings), _ -> true, Map.of(), log);
    }

    /** {@code -x}: it leaves the clock alone. It also runs as whoever runs the benchmark. */
    static List<String> command(Path binary, Path settings) {
        return List.of(
                binary.toString(), "-d", "-x", "-U", "-u", System.getProperty("user.name"), "-f", settings.toString());
    }

    /** Another one, that follows the first. */
    ChronyFollower follow(RunningSystem server, Path folder) {
        return ChronyFollower.start(binary, server.endpoints().getFirst(), folder);
    }
}
