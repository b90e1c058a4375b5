package meridian.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import meridian.base.Address;

/** A chronyd that asks a server every two seconds, and leaves the machine's clock alone. It says what it thinks of it. */
final class ChronyFollower implements AutoCloseable {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(10);

    /** Which of the comma-separated words of {@code chronyc tracking} are needed. */
    private static final int OFFSET = 4;

    private static final int ROOT_DELAY = 10;
    private static final int ROOT_DISPERSION = 11;
    private static final int WORDS = 14;

    private final ChildProcess process;
    private final int port;

    private ChronyFollower(ChildProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    static ChronyFollower start(Path binary, Address server, Path folder) {
        Address listen = FreePorts.find(1).getFirst();
        String settings = String.join(
                "\n",
                "server " + server.host() + " port " + server.port() + " minpoll 1 maxpoll 1",
                "port 0",
                "cmdport " + listen.port(),
                "bindcmdaddress " + listen.host(),
                "bindcmdaddress /",
                "pidfile " + folder.resolve("follower.pid"),
                "");
        Path file = Folders.write(folder.resolve("follower.conf"), settings);
        return new ChronyFollower(
                ChildProcess.start(
                        ChronySystem.command(binary, file), _ -> true, Map.of(), folder.resolve("follower.log")),
                listen.port());
    }

    /** What it has for the time at the moment. */
    Tracking tracking() {
        process.requireAlive();
        List<String> command =
                List.of("chronyc", "-h", "127.0.0.1", "-p", Integer.toString(port), "-n", "-c", "tracking");
        String[] words =
                ChildProcess.output(command, ANSWER_MAX).findFirst().orElse("").split(",", -1);
        if (words.length != WORDS) {
            throw new BenchFailure("chronyc does not say how chronyd tracks the time, but " + List.of(words));
        }
        double distance = Double.parseDouble(words[ROOT_DELAY]) / 2 + Double.parseDouble(words[ROOT_DISPERSION]);
        return new Tracking(Math.abs(Double.parseDouble(words[OFFSET])), distance);
    }

    @Override
    public void close() {
        process.close();
    }

    /**
     * In seconds.
     *
     * @param offset how wrong it takes the machine's clock to be
     * @param distance how wrong that may be: the root distance
     */
    record Tracking(double offset, double distance) {}
}
