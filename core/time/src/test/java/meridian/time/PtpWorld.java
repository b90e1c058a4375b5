package meridian.time;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import meridian.base.Clock;
import meridian.testkit.SeededRandomness;
import meridian.time.ptp.PortIdentity;
import meridian.time.ptp.PtpPort;
import meridian.time.ptp.PtpSettings;
import meridian.time.ptp.Stamp;
import meridian.time.ptp.Wire;

/** Machines on one network that talk PTP, in a world whose true time is known. Some also ask a server of their own. */
final class PtpWorld {
    private static final double DRIFT_MAX = 49e-6;
    private static final long AWAKE = Long.MAX_VALUE;
    private static final Duration LOOK = Duration.ofMillis(50);

    final SeededRandomness randomness;
    final List<Machine> machines = new ArrayList<>();
    private final PriorityQueue<Event> events = new PriorityQueue<>(Comparator.comparingLong(Event::at));
    private final long wayLeast;
    private final long jitter;
    private long truth = World.BEGIN;
    double loss;

    PtpWorld(SeededRandomness randomness) {
        this.randomness = randomness;
        this.wayLeast = randomness.between(1_000, 500_000);
        this.jitter = randomness.between(0, 2_000_000);
        this.loss = 0.2 * randomness.nextDouble();
    }

    /** @param isToldByServer may it know the time by itself, and tell it? */
    Machine add(boolean isToldByServer) {
        Machine machine = new Machine(machines.size() + 1, isToldByServer);
        machines.add(machine);
        later(machine::live, randomness.between(Duration.ZERO, LOOK).toNanos());
        if (isToldByServer) {
            later(machine::ask, randomness.between(0, 1_000_000_000L));
        }
        return machine;
    }

    private void later(Runnable what, long nanos) {
        events.add(new Event(truth + nanos, what));
    }

    /** Lets the time pass; after all that happens, every machine is looked at. */
    void live(Duration duration) {
        long end = truth + duration.toNanos();
        while (!events.isEmpty() && events.peek().at() <= end) {
            Event next = events.remove();
            truth = next.at();
            next.what().run();
            machines.forEach(Machine::check);
        }
        truth = end;
    }

    private record Event(long at, Runnable what) {}

    /** With clocks that run a little wrong, and a port on the network. */
    final class Machine implements Wire {
        private final double drift = DRIFT_MAX * (2 * randomness.nextDouble() - 1);
        private final long tickAtBegin = randomness.between(0, 1_000_000_000_000L);
        private final boolean kernelStamps = randomness.chance(0.5);
        private final long serverBound = randomness.between(10_000, 3_000_000);
        private final long serverOff = randomness.between(-serverBound, serverBound);
        private long wallAhead = World.BEGIN + randomness.between(-5_000_000_000_000L, 5_000_000_000_000L);
        private long asleep;
        private long asleepSince = AWAKE;
        final TrueTime time;
        final PtpPort port;
        boolean isAlive = true;
        private long shownLast = Long.MIN_VALUE;
        private boolean wasKnown;
        private final List<TimeConfig.Server> servers;

        private Machine(int number, boolean isToldByServer) {
            servers = isToldByServer ? List.of(TimeConfig.Server.parse("192.0.2.1")) : List.of();
            PtpSettings settings = new PtpSettings(0, isToldByServer, 128, 128, 37);
            TimeConfig asking = TimeConfig.asking(servers, TimeConfig.off().polling());
            TimeConfig config = World.withPtp(asking, new TimeConfig.Ptp("eth0", settings, Optional.empty()));
            time = new TrueTime(config, Steering.NONE, clock(), this::tick);
            port = new PtpPort(
                    settings,
                    new PortIdentity(number, 1),
                    new ToldTime(time),
                    this,
                    new PtpWitness(time, Optional.empty()),
                    randomness.fork(),
                    tick());
        }

        private long tick() {
            return tickAtBegin + (long) ((Math.min(truth, asleepSince) - World.BEGIN - asleep) * (1 + drift));
        }

        private Clock clock() {
            return new Clock() {
                @Override
                public long unixMillis() {
                    return unixNanos() / 1_000_000;
                }

                @Override
                public long unixNanos() {
                    return tick() + wallAhead;
                }
            };
        }

        /** Nothing counts in the meantime but the clock on the board. */
        void sleep(Duration sleep) {
            if (isAwake()) {
                asleepSince = truth;
                later(this::wake, sleep.toNanos());
            }
        }

        private void wake() {
            wallAhead += truth - asleepSince;
            asleep += truth - asleepSince;
            asleepSince = AWAKE;
        }

        private boolean isAwake() {
            return asleepSince == AWAKE;
        }

        private boolean isUp() {
            return isAlive && isAwake();
        }

        private void live() {
            if (isUp()) {
                port.live(tick());
            }
            later(this::live, LOOK.toNanos());
        }

        private void ask() {
            later(this::ask, 8_000_000_000L);
            if (!isUp()) {
                return;
            }
            long asked = tick();
            long there = randomness.between(50_000, 20_000_000);
            long back = randomness.between(50_000, 20_000_000);
            later(() -> answered(asked, truth - back + serverOff), there + back);
        }

        private void answered(long asked, long received) {
            if (isUp() && !randomness.chance(loss)) {
                Exchange.Upstream upstream = new Exchange.Upstream(2, Leap.NONE, 0, serverBound, -30, 1);
                Exchange exchange = new Exchange(asked, received, received, tick(), 0, upstream);
                time.heard(
                        time.servers().getFirst(), InetAddress.getLoopbackAddress(), new Reply.Answer(exchange, false));
            }
        }

        /** Stamps are wrong by no more than they say, or too early for what leaves, or too late for what comes. */
        private Stamp stamp(int direction) {
            long error = kernelStamps ? 1_000 : 0;
            long off = kernelStamps ? randomness.between(-error, error) : direction * randomness.between(0, 200_000);
            return new Stamp(tick() + off, error, kernelStamps);
        }

        @Override
        public Stamp sendStamped(byte[] packet) {
            send(packet);
            return stamp(-1);
        }

        @Override
        public void send(byte[] packet) {
            for (Machine machine : machines) {
                if (machine != this && !randomness.chance(loss)) {
                    later(() -> machine.hear(packet), wayLeast + randomness.between(0, jitter));
                }
            }
        }

        private void hear(byte[] packet) {
            if (isUp()) {
                port.hear(ByteBuffer.wrap(packet), stamp(1));
            }
        }

        @Override
        public String toString() {
            return port.identity() + (isUp() ? " up, " : " down, ") + port.state() + ", follows " + port.master()
                    + ", bound " + time.now().bound() + ", by servers " + time.boundByServers(Duration.ZERO);
        }

        private void check() {
            if (!isAwake()) {
                return;
            }
            Now now = time.now();
            wasKnown |= now.isBounded();
            boolean isRight = !now.isBounded() || (now.earliest() <= truth && truth <= now.latest());
            if (!isRight || (wasKnown && now.time() < shownLast)) {
                throw new AssertionError(
                        "the true time is " + truth + ", shown last was " + shownLast + ", and " + port.identity()
                                + " says " + now + ", it is " + port.state() + " and follows " + port.master());
            }
            shownLast = wasKnown ? now.time() : shownLast;
        }
    }
}
