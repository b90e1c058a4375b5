package meridian.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import meridian.base.Address;
import meridian.base.Clock;
import meridian.base.Machine;
import meridian.base.Timestamp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real servers, real sockets, the machine's own clocks, which nothing here sets. */
@Timeout(60)
class TimekeeperTest {
    private static final TimeConfig.Polling POLLING =
            new TimeConfig.Polling(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofMillis(500));

    @Test
    void the_time_of_a_server_is_taken() throws Exception {
        try (ScriptedServer server = ScriptedServer.telling(3_600);
                Timekeeper keeper = open(config(List.of(server.address()), Optional.empty()))) {
            TimeStatus status = await(keeper, TimekeeperTest::isSynchronised);
            Now now = keeper.now();
            long hourAhead = Machine.clock().unixNanos() + Duration.ofHours(1).toNanos();
            assertThat(now.earliest()).isLessThanOrEqualTo(hourAhead);
            assertThat(now.bound().orElseThrow()).isLessThan(Duration.ofSeconds(1));
            assertThat(Duration.ofNanos(hourAhead - keeper.clock().unixNanos()).abs())
                    .isLessThan(Duration.ofSeconds(10));
            assertThat(status.reason()).isEqualTo("the one server that answers is believed");
            TimeStatus.SourceStatus source = status.sources().getFirst();
            assertThat(source.mark()).isEqualTo(TimeStatus.Mark.CHOSEN);
            assertThat(source.stratum()).isEqualTo(1);
            assertThat(source.trouble()).isEmpty();
        }
    }

    @Test
    void whoever_waits_for_a_timestamp_waits_until_it_is_past_for_sure() throws Exception {
        try (ScriptedServer server = ScriptedServer.telling(0);
                Timekeeper keeper = open(config(List.of(server.address()), Optional.empty()))) {
            await(keeper, TimekeeperTest::isSynchronised);
            long soon = Machine.clock().unixMillis() + 300;
            assertThat(keeper.awaitPast(Timestamp.of(soon, 5), Duration.ofSeconds(60)))
                    .isTrue();
            assertThat(keeper.now().earliest())
                    .isGreaterThan(Duration.ofMillis(soon).toNanos());
            assertThat(keeper.awaitPast(Timestamp.of(soon, 5), Duration.ZERO)).isTrue();
            assertThat(keeper.awaitPast(Timestamp.of(soon + 3_600_000, 0), Duration.ofMillis(10)))
                    .isFalse();
        }
    }

    @Test
    void where_nobody_knows_the_time_nothing_is_past_for_sure() throws Exception {
        try (Timekeeper keeper = open(TimeConfig.off())) {
            assertThat(keeper.awaitPast(Timestamp.of(1, 0), Duration.ofMillis(10)))
                    .isFalse();
        }
    }

    @Test
    void what_was_known_is_remembered() throws Exception {
        try (ScriptedServer server = ScriptedServer.telling(7_200);
                Timekeeper keeper = open(config(List.of(server.address()), Optional.empty()))) {
            while (keeper.history().stream().noneMatch(point -> point.bound().isPresent())) {
                Thread.onSpinWait();
            }
            TimePoint known = keeper.history().getLast();
            assertThat(Duration.ofNanos(known.offset()))
                    .isBetween(Duration.ofSeconds(7_190), Duration.ofSeconds(7_210));
        }
    }

    @Test
    void a_liar_is_outvoted() throws Exception {
        try (ScriptedServer one = ScriptedServer.telling(0);
                ScriptedServer other = ScriptedServer.telling(0);
                ScriptedServer liar = ScriptedServer.telling(-7_200);
                Timekeeper keeper =
                        open(config(List.of(liar.address(), one.address(), other.address()), Optional.empty()))) {
            TimeStatus status =
                    await(keeper, known -> known.sources().getFirst().mark() == TimeStatus.Mark.LIES);
            assertThat(status.reason()).isEqualTo("2 of 3 servers that answer agree");
            assertThat(keeper.now().earliest())
                    .isLessThanOrEqualTo(Machine.clock().unixNanos());
        }
    }

    @Test
    void a_node_passes_its_time_on() throws Exception {
        Address port = ScriptedServer.nobody();
        try (ScriptedServer root = ScriptedServer.telling(0);
                Timekeeper first = open(config(List.of(root.address()), Optional.of(port)))) {
            await(first, TimekeeperTest::isSynchronised);
            try (Timekeeper second = open(config(List.of(port), Optional.empty()))) {
                TimeStatus status = await(second, TimekeeperTest::isSynchronised);
                assertThat(status.sources().getFirst().stratum()).isEqualTo(2);
                await(first, known -> known.served().orElseThrow().answered() > 0);
                assertThat(second.now().latest())
                        .isGreaterThanOrEqualTo(Machine.clock().unixNanos());
            }
        }
    }

    @Test
    void a_node_tells_another_afterwards_when_its_answers_left() throws Exception {
        Address port = ScriptedServer.nobody();
        try (ScriptedServer root = ScriptedServer.telling(0);
                Timekeeper first = open(config(List.of(root.address()), Optional.of(port)));
                TimeSockets sockets = new TimeSockets(Kernel.load(), Machine.clock(), Machine.ticker())) {
            await(first, TimekeeperTest::isSynchronised);
            assumeThat(sockets.kernel()).as("the kernel stamps packets").isPresent();
            NtpClient client = new NtpClient(sockets, Machine.ticker(), Machine.randomness(), Duration.ofSeconds(5));
            InetSocketAddress server = new InetSocketAddress(port.host(), port.port());
            Optional<Question.Earlier> earlier = Optional.empty();
            for (int i = 0; i < 3; i++) {
                Reply reply = client.ask(server, Proof.NONE, earlier);
                assertThat(reply).isInstanceOf(Reply.Answer.class);
                Optional<Exchange> told = ((Reply.Answer) reply).earlier();
                assertThat(told.isPresent())
                        .as("answer %d tells of the one before", i)
                        .isEqualTo(i == 2);
                earlier = Question.Earlier.of(server, reply);
            }
        }
    }

    @Test
    void a_server_may_have_to_prove_its_answers() throws Exception {
        SharedKeys keys = SharedKeys.parse("7 AES256 HEX:" + "0f".repeat(32));
        Address port = ScriptedServer.nobody();
        try (ScriptedServer root = ScriptedServer.telling(0);
                Timekeeper first = open(config(List.of(root.address()), Optional.of(port)), keys);
                Timekeeper trusting = open(asking(port, Optional.of(7)), keys);
                Timekeeper doubting = open(asking(root.address(), Optional.of(7)), keys)) {
            await(first, TimekeeperTest::isSynchronised);
            await(trusting, TimekeeperTest::isSynchronised);
            TimeStatus doubts = await(
                    doubting, known -> known.sources().getFirst().trouble().contains("not proved"));
            assertThat(doubts.now().isBounded()).isFalse();
        }
    }

    @Test
    void a_key_that_is_not_there_is_told() {
        assertThatThrownBy(() -> open(asking(new Address("10.0.0.1", 123), Optional.of(8)), SharedKeys.none()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("time.servers: 10.0.0.1:123 is to be asked with key 8, which time.key-file does not have");
    }

    private static TimeConfig asking(Address server, Optional<Integer> key) {
        return TimeConfig.asking(List.of(new TimeConfig.Server(server, key, false)), POLLING);
    }

    @Test
    void without_servers_the_time_is_the_machines() {
        Clock machine = Machine.clock();
        try (Timekeeper keeper = open(TimeConfig.off())) {
            long before = machine.unixNanos();
            assertThat(keeper.clock().unixNanos()).isBetween(before, machine.unixNanos());
            assertThat(keeper.now().state()).isEqualTo(Now.State.FREE_RUNNING);
            assertThat(keeper.now().isBounded()).isFalse();
            assertThat(keeper.status().served()).isEmpty();
        }
    }

    @Test
    void a_port_that_is_taken_is_told() throws Exception {
        try (DatagramSocket taken = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                ScriptedServer server = ScriptedServer.telling(0)) {
            Address port = new Address("127.0.0.1", taken.getLocalPort());
            assertThatThrownBy(() -> open(config(List.of(server.address()), Optional.of(port))))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining(port.toString());
        }
    }

    @Test
    void what_a_server_forbids_is_not_done() throws Exception {
        try (ScriptedServer server = new ScriptedServer(question -> Stream.of(denied(question)));
                Timekeeper keeper = open(config(List.of(server.address()), Optional.empty()))) {
            TimeStatus status =
                    await(keeper, known -> known.sources().getFirst().trouble().contains("wants no questions"));
            assertThat(status.sources().getFirst().trouble()).isEqualTo("it wants no questions from us (DENY)");
            assertThat(status.now().state()).isEqualTo(Now.State.FREE_RUNNING);
            assertThat(server.questions).hasSize(1);
        }
    }

    private static byte[] denied(NtpPacket question) {
        int deny = 0x44454e59;
        return new NtpPacket(
                        Leap.UNSYNCHRONISED,
                        NtpPacket.VERSION,
                        NtpPacket.MODE_SERVER,
                        0,
                        0,
                        0,
                        0,
                        0,
                        deny,
                        0,
                        question.transmit(),
                        question.transmit(),
                        question.transmit())
                .bytes();
    }

    private static boolean isSynchronised(TimeStatus status) {
        return status.now().state() == Now.State.SYNCHRONISED;
    }

    private static TimeConfig config(List<Address> servers, Optional<Address> listen) {
        TimeConfig.Serving serving = new TimeConfig.Serving(listen, List.of(Network.parse("127.0.0.0/8")), 1_000);
        return new TimeConfig(
                servers.stream().map(TimeConfig.Server::of).toList(),
                0,
                POLLING,
                Optional.empty(),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                serving);
    }

    private static Timekeeper open(TimeConfig config) {
        return open(config, SharedKeys.none());
    }

    private static Timekeeper open(TimeConfig config, SharedKeys keys) {
        return Timekeeper.open(
                config,
                new Secrets(keys, Authorities.known()),
                Machine.clock(),
                Machine.ticker(),
                Machine.randomness());
    }

    private static TimeStatus await(Timekeeper keeper, Predicate<TimeStatus> until) {
        TimeStatus status = keeper.status();
        while (!until.test(status)) {
            Thread.onSpinWait();
            status = keeper.status();
        }
        return status;
    }
}
