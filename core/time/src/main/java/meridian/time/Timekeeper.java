package meridian.time;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import meridian.base.Clock;
import meridian.base.NodeId;
import meridian.base.Randomness;
import meridian.base.Ticker;
import meridian.base.Timestamp;

/** The room's front door: asks the configured servers for the time, answers others, and tells the time to the node. */
public final class Timekeeper implements AutoCloseable {
    /** While nobody knows the time, it is seen so often whether somebody does. */
    private static final Duration LOOK_FOR_TIME = Duration.ofMillis(50);

    private final TrueTime time;
    private final Ticker ticker;
    private final Clock clock;
    private final TimeSockets sockets;
    private final List<Poller> pollers;
    private final Optional<PtpLink> ptp;
    private final Optional<NtpServer> server;
    private final TimeHistory history;

    private Timekeeper(
            TrueTime time,
            Ticker ticker,
            Clock clock,
            TimeSockets sockets,
            List<Poller> pollers,
            Optional<PtpLink> ptp,
            Optional<NtpServer> server,
            TimeHistory history) {
        this.time = time;
        this.ticker = ticker;
        this.clock = clock;
        this.sockets = sockets;
        this.pollers = pollers;
        this.ptp = ptp;
        this.server = server;
        this.history = history;
    }

    /**
     * @param secrets by which packets are proved, where a server or a client wants that
     * @throws UncheckedIOException when it cannot listen where it should
     * @throws IllegalArgumentException when a server's key is not among the keys
     */
    public static Timekeeper open(
            TimeConfig config, Secrets secrets, Clock machine, Ticker ticker, Randomness randomness) {
        Contacts contacts = new Contacts(secrets, ticker, randomness);
        List<Contact> servers = config.servers().stream().map(contacts::to).toList();
        boolean asks = !config.servers().isEmpty() || config.ptp().isPresent();
        Optional<Kernel> kernel = asks ? Kernel.load() : Optional.empty();
        TrueTime time = new TrueTime(config, Steering.of(kernel), machine, ticker);
        TimeSockets sockets = new TimeSockets(kernel, machine, ticker);
        Optional<NtpServer> server =
                serve(config.serving(), sockets, new NtpAnswerer(time, ticker, config.serving(), secrets.keys()));
        NtpClient client =
                new NtpClient(sockets, ticker, randomness, config.polling().patience());
        List<Poller> pollers = pollers(config, servers, time, client, ticker, randomness);
        StampClock clocks = new StampClock(machine, ticker);
        Optional<PtpLink> ptp =
                config.ptp().map(port -> PtpLink.open(port, sockets.kernel(), time, clocks, randomness));
        TimeHistory history = new TimeHistory(time, clocks);
        pollers.forEach(Poller::start);
        history.start();
        return new Timekeeper(time, ticker, new Disciplined(time), sockets, pollers, ptp, server, history);
    }

    private static Optional<NtpServer> serve(TimeConfig.Serving serving, TimeSockets sockets, NtpAnswerer answerer) {
        return serving.listen().map(listen -> {
            try {
                return NtpServer.open(listen, sockets, answerer);
            } catch (IOException e) {
                sockets.close();
                throw new UncheckedIOException(
                        "time.listen: cannot answer for the time on " + listen + ": " + e.getMessage()
                                + ". Choose another address, or stop who listens there.",
                        e);
            }
        });
    }

    private static List<Poller> pollers(
            TimeConfig config,
            List<Contact> servers,
            TrueTime time,
            NtpClient client,
            Ticker ticker,
            Randomness randomness) {
        List<Poller> pollers = new ArrayList<>(servers.size());
        for (int i = 0; i < servers.size(); i++) {
            Pace pace = new Pace(config.polling());
            Source source = time.servers().get(i);
            pollers.add(new Poller(servers.get(i), source, time, client, pace, ticker, randomness));
        }
        return pollers;
    }

    /**
     * What the node's timestamps are made of: the machine's time until a server has told a better one or most nodes agree
     * on one, and never backwards from then on.
     */
    public Clock clock() {
        return clock;
    }

    /** Between which two times the true time is. */
    public Now now() {
        return time.now();
    }

    /** Says which other nodes there are: their clocks count as long as no server tells the time. */
    public void met(Set<NodeId> peers) {
        time.met(peers);
    }

    /** Takes in what another node's machine has for the time. */
    public void heard(PeerClock clock) {
        time.heard(clock);
    }

    public TimeStatus status() {
        Stream<Duration> ofServers = pollers.stream().map(Poller::poll);
        Stream<Duration> ofPtp = ptp.stream().map(link -> PtpLink.MEASURES_EVERY);
        return time.status(
                Stream.concat(ofServers, ofPtp).toList(), ptp.map(PtpLink::status), server.map(NtpServer::counts));
    }

    /** What was known of the time during the last day, the oldest first. */
    public List<TimePoint> history() {
        return history.points();
    }

    /**
     * Waits until the true time is past a timestamp for sure. Whoever does so before telling others about what has it makes
     * sure that all that they begin then, on any node that knows the time, gets later timestamps.
     *
     * @return false if that is not so within the patience, or nobody knows the time
     */
    public boolean awaitPast(Timestamp timestamp, Duration patience) throws InterruptedException {
        long wanted = TimeUnit.MILLISECONDS.toNanos(timestamp.unixMillis() + 1);
        long deadline = ticker.nanos() + patience.toNanos();
        Now now = time.now();
        while (now.earliest() < wanted) {
            long left = deadline - ticker.nanos();
            if (left <= 0) {
                return false;
            }
            long missing = now.isBounded() ? wanted - now.earliest() : LOOK_FOR_TIME.toNanos();
            TimeUnit.NANOSECONDS.sleep(Math.min(left, Math.min(missing, LOOK_FOR_TIME.toNanos())));
            now = time.now();
        }
        return true;
    }

    @Override
    public void close() {
        history.close();
        pollers.forEach(Poller::close);
        ptp.ifPresent(PtpLink::close);
        server.ifPresent(NtpServer::close);
        sockets.close();
    }

    private record Disciplined(TrueTime time) implements Clock {
        @Override
        public long unixMillis() {
            return TimeUnit.NANOSECONDS.toMillis(unixNanos());
        }

        @Override
        public long unixNanos() {
            return time.unixNanos();
        }
    }
}
