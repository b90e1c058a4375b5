package meridian.chaos.host;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * A harness as a program: it makes two hosts, runs a program on each that writes to the host's disk, freezes a disk, and
 * then does nothing until somebody kills it or ends what it reads.
 */
final class Torment {
    static final String READY = "ready";
    static final Duration STALL = Duration.ofSeconds(4);
    private static final String WRITER = "while :; do date >> \"$0/written\"; sync \"$0/written\"; sleep 0.1; done";

    private Torment() {}

    public static void main(String... arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        Set<Mechanism> used = Set.of(Mechanism.CPU_LIMITS, Mechanism.CLOCKS);
        try (IsolatedHosts hosts = IsolatedHosts.create(folder.resolve("hosts"), used)) {
            for (String name : List.of("n1", "n2")) {
                IsolatedHost host = hosts.add(name, folder.resolve(name));
                Path disk = host.disk().folder();
                Lifeline.start(new ProcessBuilder(host.command(List.of("sh", "-c", WRITER, disk.toString()))));
                host.cpu().hold(0.5);
            }
            hosts.network().cutBothWays("n1", "n2");
            hosts.add("n3", folder.resolve("n3")).disk().stall(STALL);
            System.out.println(READY);
            while (System.in.read() != -1) {
                // It waits for the end.
            }
        }
    }
}
