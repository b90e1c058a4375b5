package meridian.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import meridian.base.Clock;
import meridian.testkit.SeededRandomness;
import meridian.time.ptp.PortIdentity;
import meridian.time.ptp.PtpPort;
import meridian.time.ptp.PtpSettings;
import meridian.time.ptp.Stamp;
import meridian.time.ptp.Wire;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** What becomes of the time that PTP brings, on the bytes that a clock sends. */
class PtpWitnessTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long MILLI = 1_000_000L;
    private static final int ACCURACY_AT = 49;
    private static final int WITHIN_A_MICROSECOND = 0x23;
    private static final int UNKNOWN = 0xfe;
    private static final PtpSettings SETTINGS = new PtpSettings(0, false, 128, 128, 37);

    private final Machine machine = new Machine();
    private Optional<Duration> accuracy = Optional.empty();
    private TrueTime time = time(0);
    private PtpPort port = port();

    @Test
    void the_clock_that_is_followed_tells_the_time_within_what_it_says_and_the_way_to_it() {
        tell(WITHIN_A_MICROSECOND, 5 * SECOND);
        Now now = time.now();
        assertThat(now.state()).isEqualTo(Now.State.SYNCHRONISED);
        long truth = World.BEGIN + machine.tick + 5 * SECOND;
        assertThat(now.earliest()).isBetween(truth - 60_000, truth);
        assertThat(now.latest()).isBetween(truth, truth + 60_000);
        TimeStatus.SourceStatus status = status().sources().getFirst();
        assertThat(status.server()).isEqualTo("ptp eth0");
        assertThat(status.mark()).isEqualTo(TimeStatus.Mark.CHOSEN);
        assertThat(status().reason()).isEqualTo("the one source that answers is believed");
    }

    @Test
    void a_clock_that_does_not_say_how_wrong_it_is_is_not_believed() {
        tell(UNKNOWN, 5 * SECOND);
        assertThat(time.now().isBounded()).isFalse();
        assertThat(status().sources().getFirst().trouble()).contains("time.ptp-accuracy");
    }

    @Test
    void unless_the_settings_say_it() {
        accuracy = Optional.of(Duration.ofMillis(1));
        time = time(0);
        port = port();
        tell(UNKNOWN, 5 * SECOND);
        assertThat(time.now().bound().orElseThrow()).isBetween(Duration.ofMillis(1), Duration.ofMillis(2));
    }

    @Test
    void it_makes_narrower_what_servers_say() {
        time = time(1);
        port = port();
        answer(0, 5 * SECOND);
        assertThat(time.now().bound().orElseThrow()).isGreaterThan(Duration.ofMillis(9));
        tell(WITHIN_A_MICROSECOND, 5 * SECOND + 2 * MILLI);
        long middle = time.now().earliest() / 2 + time.now().latest() / 2;
        assertThat(middle).isCloseTo(World.BEGIN + machine.tick + 5 * SECOND + 2 * MILLI, within(MILLI));
        assertThat(status().reason()).isEqualTo("2 of 2 sources that answer agree");
    }

    @Test
    void two_servers_that_agree_know_better_than_a_clock_that_lies() {
        time = time(2);
        port = port();
        answer(0, 5 * SECOND);
        answer(1, 5 * SECOND);
        tell(WITHIN_A_MICROSECOND, 9 * SECOND);
        Now now = time.now();
        assertThat(now.earliest())
                .isBetween(World.BEGIN + machine.tick + 4 * SECOND, World.BEGIN + machine.tick + 6 * SECOND);
        assertThat(status().sources().getLast().mark()).isEqualTo(TimeStatus.Mark.LIES);
        assertThat(status().reason()).isEqualTo("2 of 3 sources that answer agree");
    }

    @Test
    void one_server_against_a_clock_leaves_the_time_unknown() {
        time = time(1);
        port = port();
        tell(WITHIN_A_MICROSECOND, 9 * SECOND);
        answer(0, 5 * SECOND);
        assertThat(time.now().state()).isEqualTo(Now.State.HOLDOVER);
    }

    private TimeStatus status() {
        return time.status(List.of(Duration.ZERO, Duration.ZERO, Duration.ZERO), Optional.empty(), Optional.empty());
    }

    private static Offset<Long> within(long nanos) {
        return Offset.offset(nanos);
    }

    private TrueTime time(int servers) {
        List<TimeConfig.Server> asked = List.of(
                        TimeConfig.Server.parse("192.0.2.1"), TimeConfig.Server.parse("192.0.2.2"))
                .subList(0, servers);
        TimeConfig asking = TimeConfig.asking(asked, TimeConfig.off().polling());
        TimeConfig config = World.withPtp(asking, new TimeConfig.Ptp("eth0", SETTINGS, accuracy));
        return new TrueTime(config, Steering.NONE, machine, () -> machine.tick);
    }

    private PtpPort port() {
        return new PtpPort(
                SETTINGS,
                new PortIdentity(50, 1),
                new ToldTime(time),
                machine,
                new PtpWitness(time, accuracy),
                new SeededRandomness(1),
                machine.tick);
    }

    /** A server that is wrong by 10 ms at most. */
    private void answer(int server, long off) {
        long asked = ++machine.tick;
        machine.tick += 1_000;
        long told = World.BEGIN + machine.tick + off;
        machine.tick += 1_000;
        Exchange.Upstream upstream = new Exchange.Upstream(2, Leap.NONE, 0, 10 * MILLI, -30, 1);
        Exchange exchange = new Exchange(asked, told, told, machine.tick, 0, upstream);
        time.heard(time.servers().get(server), InetAddress.getLoopbackAddress(), new Reply.Answer(exchange, false));
    }

    /** Announces, Sync, Follow_Up, and the answer to what the port then asks; each way takes 50 µs. */
    private void tell(int accuracy, long off) {
        machine.tick++;
        for (int i = 0; i < 2; i++) {
            byte[] announce = packet("0b02004000000008" + "000000000000000000000000" + "00000000000000090001" + "0001"
                    + "0501" + "00000000000000000000" + "0025" + "00" + "80" + "06214e5d" + "80" + "0000000000000009"
                    + "0000" + "20");
            announce[ACCURACY_AT] = (byte) accuracy;
            hear(announce);
        }
        ByteBuffer sync = ByteBuffer.wrap(packet("0002002c00000000" + "000000000000000000000000"
                + "00000000000000090001" + "0001" + "0000" + "00000000000000000000"));
        write(sync, World.BEGIN + machine.tick + off + 37 * SECOND);
        machine.tick += 50_000;
        hear(sync.array());
        machine.tick += 50_000;
        ByteBuffer answer = ByteBuffer.wrap(packet("0902003600000000" + "000000000000000000000000"
                + "00000000000000090001" + "0001" + "0300" + "00000000000000000000" + "00000000000000320001"));
        write(answer, World.BEGIN + machine.tick + off + 37 * SECOND);
        machine.tick += 50_000;
        hear(answer.array());
    }

    private static void write(ByteBuffer packet, long nanos) {
        packet.putInt(36, (int) (nanos / SECOND)).putInt(40, (int) (nanos % SECOND));
    }

    private static byte[] packet(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private void hear(byte[] packet) {
        port.hear(ByteBuffer.wrap(packet), new Stamp(machine.tick, 0, true));
    }

    /** Whose two clocks run as the true time does. */
    private static final class Machine implements Clock, Wire {
        private long tick = 1;

        @Override
        public long unixMillis() {
            return unixNanos() / MILLI;
        }

        @Override
        public long unixNanos() {
            return World.BEGIN + tick;
        }

        @Override
        public Stamp sendStamped(byte[] packet) {
            return new Stamp(tick, 0, true);
        }

        @Override
        public void send(byte[] packet) {
            // Nobody else is there.
        }
    }
}
