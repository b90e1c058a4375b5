package meridian.time;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import meridian.base.Address;
import meridian.time.ptp.PtpSettings;

/**
 * Whom to ask for the time, and whom to answer.
 *
 * @param servers the NTP servers to ask; without any, the machine's clock is all there is
 * @param sourcesMin how many servers have to agree before their time is taken; 0 for more than half of those named, so
 *     that fewer than half may lie
 * @param peersApartMax how far the clocks of the nodes' machines may be apart and both be called right, while no server
 *     tells the time
 * @param ptp the clocks of a network to listen to, or to tell the time
 * @param boundMax beyond this the time counts as not known
 */
public record TimeConfig(
        List<Server> servers,
        int sourcesMin,
        Polling polling,
        Optional<Ptp> ptp,
        Duration boundMax,
        Duration peersApartMax,
        Serving serving) {
    /** The port of NTP. */
    public static final int NTP_PORT = 123;

    private static final int NTS_PORT = 4460;

    private static final Duration POLL_LEAST = Duration.ofSeconds(1);
    private static final Duration POLL_MOST = Duration.ofHours(36);
    private static final int SERVERS_MOST = 32;

    public TimeConfig {
        servers = List.copyOf(servers);
        Problems problems = new Problems();
        problems.unless(
                servers.size() <= SERVERS_MOST,
                "time.servers: " + servers.size() + " servers are too many: name at most " + SERVERS_MOST);
        problems.unless(
                servers.isEmpty() || sourcesMin <= servers.size(),
                "time.sources-min: " + sourcesMin + " servers cannot agree where time.servers names " + servers.size());
        problems.unless(
                !servers.isEmpty() || ptp.isPresent() || serving.listen().isEmpty(),
                "time.listen: without time.servers or time.ptp-interface there is no time to tell: name servers, or do"
                        + " not listen");
        problems.unless(
                !servers.isEmpty()
                        || ptp.filter(port -> port.settings().transmits()).isEmpty(),
                "time.ptp-transmit: without time.servers there is no time to tell: name servers, or only receive");
        problems.unless(
                !boundMax.isNegative() && !boundMax.isZero(),
                "time.bound-max: " + boundMax.toMillis() + " ms leaves no time that could be known: raise it");
        problems.unless(
                peersApartMax.toMillis() > 0,
                "time.peers-apart-max: " + peersApartMax.toMillis() + " ms apart is no two clocks: raise it");
        problems.done();
    }

    /**
     * A server to ask.
     *
     * @param address where it answers, or with NTS where it gives keys
     * @param key the number of the key that it shares with us
     * @param nts does it prove its answers by NTS?
     */
    public record Server(Address address, Optional<Integer> key, boolean nts) {
        private static final Pattern WRITTEN = Pattern.compile("(\\S+)(?:\\s+key\\s+([0-9]{1,10})|\\s+(nts))?");

        public static Server of(Address address) {
            return new Server(address, Optional.empty(), false);
        }

        /** Reads a host, with a port if it is another than usual, and with {@code key 7} or {@code nts} if that is so. */
        public static Server parse(String text) {
            Matcher written = WRITTEN.matcher(text);
            if (!written.matches()) {
                throw new IllegalArgumentException(
                        "'" + text + "' is not HOST, HOST:PORT, HOST key NUMBER or HOST nts");
            }
            boolean nts = written.group(3) != null;
            return new Server(
                    Address.parse(written.group(1), nts ? NTS_PORT : NTP_PORT),
                    Optional.ofNullable(written.group(2)).map(Integer::parseUnsignedInt),
                    nts);
        }
    }

    /** How many servers have to agree. */
    int quorum() {
        return sourcesMin == 0 ? servers.size() / 2 + 1 : sourcesMin;
    }

    /** Asks nobody and answers nobody. */
    public static TimeConfig off() {
        return asking(List.of(), new Polling(Duration.ofSeconds(64), Duration.ofSeconds(256), Duration.ofSeconds(1)));
    }

    /** Asks servers, and answers nobody. */
    public static TimeConfig asking(List<Server> servers, Polling polling) {
        return new TimeConfig(
                servers,
                0,
                polling,
                Optional.empty(),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                new Serving(Optional.empty(), List.of(), 1));
    }

    /**
     * How often to ask.
     *
     * @param min the pause between two questions to a server, at first
     * @param max the pause once the server has answered well for a while
     * @param patience how long to wait for an answer
     */
    public record Polling(Duration min, Duration max, Duration patience) {
        public Polling {
            Problems problems = new Problems();
            problems.unless(
                    min.compareTo(POLL_LEAST) >= 0,
                    "time.poll-min: " + min.toMillis() + " ms is more often than a server should be asked: use 1s or"
                            + " more, and 64s or more for a server that is not yours");
            problems.unless(
                    max.compareTo(POLL_MOST) <= 0,
                    "time.poll-max: " + max.toSeconds() + " s is longer than NTP knows: use 36h or less");
            problems.unless(
                    min.compareTo(max) <= 0,
                    "time.poll-min: " + min.toSeconds() + " s exceeds time.poll-max of " + max.toSeconds()
                            + " s: lower the first or raise the second");
            problems.unless(
                    patience.toMillis() > 0 && patience.compareTo(min) <= 0,
                    "time.patience: " + patience.toMillis() + " ms is not between 1 ms and time.poll-min of "
                            + min.toMillis() + " ms");
            problems.done();
        }
    }

    /**
     * What to do over PTP.
     *
     * @param card the network interface behind which the clocks are
     * @param accuracy how wrong a clock is taken to be that does not say so itself
     */
    public record Ptp(String card, PtpSettings settings, Optional<Duration> accuracy) {}

    /**
     * Whom to answer.
     *
     * @param listen where to answer; nowhere when empty
     * @param allowed whose questions are answered
     * @param answersPerSecond how many answers one client gets
     */
    public record Serving(Optional<Address> listen, List<Network> allowed, int answersPerSecond) {
        public Serving {
            allowed = List.copyOf(allowed);
        }
    }

    /** Says all that is wrong at once. */
    private static final class Problems {
        private final List<String> found = new ArrayList<>();

        void unless(boolean holds, String problem) {
            if (!holds) {
                found.add(problem);
            }
        }

        void done() {
            if (!found.isEmpty()) {
                throw new IllegalArgumentException(String.join("; ", found));
            }
        }
    }
}
