package meridian.time;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import meridian.base.Address;
import meridian.base.Clock;
import meridian.base.Ticker;
import meridian.testkit.SeededRandomness;

/**
 * A machine among servers, in a world whose true time is known. Its monotonic clock runs a little wrong, it may sleep and
 * its clock may be set; packets take their time, each way another, and get lost.
 */
final class World {
    static final long BEGIN = 1_767_225_600_000_000_000L;

    private static final double DRIFT_MAX = 49e-6;

    /** By how much a quartz that nobody steers changes its rate in a nanosecond. */
    private static final double WANDER_MAX = 0.019e-15;

    private static final long POLL = 16;

    final SeededRandomness randomness;
    final List<Server> servers = new ArrayList<>();
    final TimeConfig config;
    final TrueTime time;
    private final List<Long> due = new ArrayList<>();
    private final List<Pace> paces = new ArrayList<>();
    private final List<Optional<Question.Earlier>> earlier = new ArrayList<>();
    int sequels;
    private final boolean isSteered;
    private double drift;
    private double driftLater;
    private long truth = BEGIN;
    private double tick;
    private long wallAhead;
    private boolean networkIsUp = true;
    private Leap announced = Leap.NONE;
    private long leapAt = Long.MAX_VALUE;
    private long leapt;
    private StampClock.Reading epoch;

    World(SeededRandomness randomness, List<Server> servers) {
        this(randomness, servers, randomness.chance(0.5));
    }

    /** @param isSteered does somebody steer the machine's clock, so that the monotonic one is bent by it? */
    World(SeededRandomness randomness, List<Server> servers, boolean isSteered) {
        this.randomness = randomness;
        this.servers.addAll(servers);
        this.isSteered = isSteered;
        this.drift = someDrift();
        this.driftLater = drift;
        this.wallAhead = BEGIN + randomness.between(-5_000_000_000_000L, 5_000_000_000_000L);
        List<TimeConfig.Server> addresses = new ArrayList<>();
        for (int i = 0; i < servers.size(); i++) {
            addresses.add(TimeConfig.Server.of(new Address("10.0.0." + (i + 1), TimeConfig.NTP_PORT)));
        }
        TimeConfig.Polling polling =
                new TimeConfig.Polling(Duration.ofSeconds(POLL), Duration.ofSeconds(4 * POLL), Duration.ofSeconds(1));
        this.config = TimeConfig.asking(addresses, polling);
        this.time = new TrueTime(config, () -> !isSteered, clock(), ticker());
        this.epoch = time.epoch();
        for (Server ignored : servers) {
            due.add(truth + randomness.between(0, 1_000_000_000L));
            paces.add(new Pace(polling));
            earlier.add(Optional.empty());
        }
    }

    /** For a machine that asks one server. */
    static TimeConfig askingOne() {
        return TimeConfig.asking(
                List.of(TimeConfig.Server.parse("192.0.2.1")), TimeConfig.off().polling());
    }

    /** The same, on a network of PTP. */
    static TimeConfig withPtp(TimeConfig asking, TimeConfig.Ptp ptp) {
        return new TimeConfig(
                asking.servers(),
                asking.sourcesMin(),
                asking.polling(),
                Optional.of(ptp),
                asking.boundMax(),
                asking.peersApartMax(),
                asking.serving());
    }

    /** Servers of which a minority lies. */
    static List<Server> servers(SeededRandomness randomness, int count) {
        List<Server> servers = new ArrayList<>();
        int liars = randomness.nextInt((count - 1) / 2 + 1);
        for (int i = 0; i < count; i++) {
            servers.add(i < liars ? Server.liar(randomness) : Server.honest(randomness));
        }
        return servers;
    }

    Clock clock() {
        return new Clock() {
            @Override
            public long unixMillis() {
                return unixNanos() / 1_000_000;
            }

            @Override
            public long unixNanos() {
                return (long) tick + wallAhead;
            }
        };
    }

    Ticker ticker() {
        return () -> (long) tick;
    }

    /** What clocks that are right show: they leap. */
    long truth() {
        return truth - (truth >= leapAt ? leapt : 0);
    }

    /** At the end of the day there is a second more, which clocks show twice, or one less. */
    void announce(Leap leap) {
        long day = Duration.ofDays(1).toNanos();
        announced = leap;
        leapt = leap == Leap.SECOND_INSERTED ? 1_000_000_000L : -1_000_000_000L;
        long midnight = Math.ceilDiv(truth + 1, day) * day;
        leapAt = leap == Leap.SECOND_INSERTED ? midnight : midnight - 1_000_000_000L;
    }

    private Leap announced() {
        return truth < leapAt ? announced : Leap.NONE;
    }

    Duration untilLeap() {
        return Duration.ofNanos(leapAt - truth);
    }

    void advance(long nanos) {
        double change = Math.clamp(driftLater - drift, -WANDER_MAX * nanos, WANDER_MAX * nanos);
        truth += nanos;
        tick += nanos * (1 + drift + change / 2);
        drift += change;
    }

    /** Nothing counts but the clock on the board. */
    void sleep(Duration duration) {
        truth += duration.toNanos();
        wallAhead += duration.toNanos();
    }

    void setClock(Duration by) {
        wallAhead += by.toNanos();
    }

    /** At once where somebody steers the clock, else slowly. */
    void changeDrift() {
        driftLater = someDrift();
        drift = isSteered ? driftLater : drift;
    }

    private double someDrift() {
        return DRIFT_MAX * (2 * randomness.nextDouble() - 1);
    }

    void cutNetwork() {
        networkIsUp = false;
    }

    void mendNetwork() {
        networkIsUp = true;
    }

    /** Lets the time pass, and has servers asked when they are due. */
    void live(Duration duration, Runnable check) {
        long end = truth + duration.toNanos();
        while (truth < end) {
            noticeDisruption();
            int next = nextDue();
            long until = Math.min(end, Math.min(due.get(next), truth + randomness.between(1_000_000L, 5_000_000_000L)));
            advance(Math.max(0, until - truth));
            check.run();
            if (truth >= due.get(next)) {
                ask(next);
                check.run();
            }
        }
    }

    private void noticeDisruption() {
        time.now();
        if (!time.epoch().equals(epoch)) {
            epoch = time.epoch();
            paces.forEach(Pace::hurry);
            due.replaceAll(ignored -> truth);
        }
    }

    private int nextDue() {
        int next = 0;
        for (int i = 1; i < due.size(); i++) {
            next = due.get(i) < due.get(next) ? i : next;
        }
        return next;
    }

    private void ask(int index) {
        Reply reply = reply(index);
        time.heard(time.servers().get(index), InetAddress.getLoopbackAddress(), reply);
        paces.get(index).heard(reply);
        due.set(index, truth + paces.get(index).pause().toNanos());
    }

    private Reply reply(int index) {
        Server server = servers.get(index);
        InetSocketAddress address =
                new InetSocketAddress(config.servers().get(index).address().host(), index + 1);
        Question question = new Question(
                randomness.nextLong(), Proof.NONE, earlier.get(index).filter(_ -> server.tellsLater()));
        long asked = (long) tick;
        advance(server.way(randomness));
        byte[] answer = server.answer(question.packet(), truth(), announced(), randomness);
        advance(server.way(randomness));
        Reply reply = !networkIsUp || randomness.chance(server.loss())
                ? new Reply.Silence()
                : question.read(ByteBuffer.wrap(answer), new Question.Stamps(asked, (long) tick, 0, false));
        sequels += reply instanceof Reply.Answer told && told.earlier().isPresent() ? 1 : 0;
        earlier.set(index, Question.Earlier.of(address, reply));
        return reply;
    }

    /** What the node's time is allowed to be at any moment. */
    static final class Watch implements Runnable {
        private final World world;
        private long last = Long.MIN_VALUE;
        private boolean wasKnown;
        int bounded;
        int looks;

        Watch(World world) {
            this.world = world;
        }

        @Override
        public void run() {
            Now now = world.time.now();
            looks++;
            if (now.isBounded()) {
                bounded++;
                wasKnown = true;
                check(now.earliest() <= world.truth() && world.truth() <= now.latest(), now);
            }
            if (wasKnown) {
                long shown = world.time.unixNanos();
                check(now.time() >= last && shown >= now.time(), now);
                last = shown;
            }
        }

        private void check(boolean holds, Now now) {
            if (!holds) {
                throw new AssertionError(
                        "the true time is " + world.truth() + ", shown last was " + last + ", and we say " + now + " ("
                                + world.time.status(polls(), Optional.empty(), Optional.empty()) + ")");
            }
        }

        private List<Duration> polls() {
            return world.servers.stream().map(ignored -> Duration.ZERO).toList();
        }
    }

    /** Answers with its time, which is {@code off} the true one, where it says that it is off by no more than {@code dispersion}. */
    static final class Server {
        private long off;
        private final long dispersion;

        /** How long a packet takes one way, at least. */
        private final long wayLeast;

        private final long jitter;
        private final double loss;
        private final boolean tellsLater;
        private long lastMark;
        private long lastLeft;

        Server(long off, long dispersion, long wayLeast, long jitter, double loss, boolean tellsLater) {
            this.off = off;
            this.dispersion = dispersion;
            this.wayLeast = wayLeast;
            this.jitter = jitter;
            this.loss = loss;
            this.tellsLater = tellsLater;
        }

        static Server honest(SeededRandomness randomness) {
            long dispersion = randomness.between(10_000, 5_000_000);
            return on(randomness.between(-dispersion, dispersion), dispersion, randomness);
        }

        /** On the next machine, and as wrong as it says. */
        static Server near(SeededRandomness randomness) {
            long dispersion = randomness.between(1_000, 5_000);
            return new Server(randomness.chance(0.5) ? dispersion : -dispersion, dispersion, 1_000, 20_000, 0.1, true);
        }

        static Server liar(SeededRandomness randomness) {
            long off = randomness.between(1_000_000, 10_000_000_000_000L);
            return on(randomness.chance(0.5) ? off : -off, randomness.between(10_000, 5_000_000), randomness);
        }

        private static Server on(long off, long dispersion, SeededRandomness randomness) {
            long least = randomness.between(20_000, 80_000_000);
            long jitter = randomness.between(0, 50_000_000);
            return new Server(off, dispersion, least, jitter, 0.3 * randomness.nextDouble(), randomness.chance(0.5));
        }

        void step(long by) {
            off += by;
        }

        boolean tellsLater() {
            return tellsLater;
        }

        double loss() {
            return loss;
        }

        long way(SeededRandomness randomness) {
            return wayLeast + randomness.between(0, jitter);
        }

        byte[] answer(byte[] packet, long truth, Leap leap, SeededRandomness randomness) {
            NtpPacket question = NtpPacket.read(ByteBuffer.wrap(packet));
            long held = randomness.between(0, 1_000);
            long received = NtpTime.ofUnix(truth + off - held);
            boolean isSequel = question.origin() != 0 && question.origin() == lastMark;
            long transmit = isSequel ? lastLeft : NtpTime.ofUnix(truth + off - randomness.between(0, held));
            lastMark = received;
            lastLeft = NtpTime.ofUnix(truth + off);
            return new NtpPacket(
                            leap,
                            NtpPacket.VERSION,
                            NtpPacket.MODE_SERVER,
                            2,
                            6,
                            -20,
                            0,
                            NtpTime.nanosToShort(dispersion + held),
                            0x7f000001,
                            NtpTime.ofUnix(truth + off),
                            isSequel ? question.receive() : question.transmit(),
                            received,
                            transmit)
                    .bytes();
        }
    }
}
