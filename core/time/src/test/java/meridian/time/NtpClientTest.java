package meridian.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import meridian.base.Address;
import meridian.base.Machine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NtpClientTest {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** The kernel begins to stamp a moment after it is told to. */
    private static final int UNTIL_STAMPED = 1_000;

    private final List<TimeSockets> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(TimeSockets::close);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void an_answer_tells_the_time(boolean withKernel) throws Exception {
        try (ScriptedServer server = ScriptedServer.telling(0)) {
            long before = Machine.ticker().nanos();
            Reply reply = client(withKernel, PATIENCE).ask(server.socketAddress());
            long after = Machine.ticker().nanos();
            assertThat(reply).isInstanceOf(Reply.Answer.class);
            Reply.Answer answer = (Reply.Answer) reply;
            assertThat(answer.exchange().asked()).isBetween(before, after);
            assertThat(answer.exchange().heard()).isBetween(answer.exchange().asked(), after);
            long wall = Machine.clock().unixNanos();
            Span span = answer.exchange().span().at(Machine.ticker().nanos());
            assertThat(span.widened(PATIENCE.toNanos()).contains(wall)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void the_kernel_stamps_where_it_is_asked_to(boolean withKernel) throws Exception {
        NtpClient client = client(withKernel, PATIENCE);
        try (ScriptedServer server = ScriptedServer.telling(0)) {
            boolean stamped = Stream.generate(() -> client.ask(server.socketAddress()))
                    .limit(UNTIL_STAMPED)
                    .anyMatch(reply -> reply instanceof Reply.Answer answer && answer.kernelStamps());
            assertThat(stamped).isEqualTo(withKernel);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void what_a_stranger_sends_is_passed_over(boolean withKernel) throws Exception {
        try (ScriptedServer server = new ScriptedServer(question -> Stream.of(
                new byte[0],
                new byte[NtpPacket.BYTES],
                new byte[2 * TimeSocket.PACKET_MAX],
                ScriptedServer.answer(otherThan(question), 3_600).bytes(),
                ScriptedServer.answer(question, 0).bytes()))) {
            Reply reply = client(withKernel, PATIENCE).ask(server.socketAddress());
            assertThat(reply)
                    .asInstanceOf(type(Reply.Answer.class))
                    .satisfies(answer -> assertThat(answer.exchange().sent())
                            .isLessThan(Machine.clock().unixNanos()
                                    + Duration.ofMinutes(1).toNanos()));
        }
    }

    private static NtpPacket otherThan(NtpPacket question) {
        return NtpPacket.read(ByteBuffer.wrap(new Question(question.transmit() + 1).packet()));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void only_foreign_packets_are_no_answer(boolean withKernel) throws Exception {
        try (ScriptedServer server = new ScriptedServer(question -> Stream.of(new byte[NtpPacket.BYTES]))) {
            Reply reply = client(withKernel, Duration.ofMillis(200)).ask(server.socketAddress());
            assertThat(reply.complaint())
                    .isEqualTo("what came was no answer to our question: it repeats another question");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void silence_is_told(boolean withKernel) throws Exception {
        try (ScriptedServer server = new ScriptedServer(question -> Stream.empty())) {
            Reply reply = client(withKernel, Duration.ofMillis(50)).ask(server.socketAddress());
            assertThat(reply.complaint()).isEqualTo("no answer");
            assertThat(server.questions).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_port_on_which_nobody_listens_is_told_at_once(boolean withKernel) throws Exception {
        Address nobody = ScriptedServer.nobody();
        Reply reply = client(withKernel, PATIENCE).ask(new InetSocketAddress(nobody.host(), nobody.port()));
        assertThat(reply).isEqualTo(new Reply.Unreachable("nobody listens there"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_name_without_an_address_is_told(boolean withKernel) throws Exception {
        Reply reply = client(withKernel, PATIENCE).ask(InetSocketAddress.createUnresolved("nowhere.invalid", 123));
        assertThat(reply.complaint()).isEqualTo("no address is known for nowhere.invalid");
    }

    private NtpClient client(boolean withKernel, Duration patience) {
        Optional<Kernel> kernel = withKernel ? Kernel.load() : Optional.empty();
        assumeTrue(kernel.isPresent() == withKernel, "there is no Linux to stamp packets");
        TimeSockets sockets = new TimeSockets(kernel, Machine.clock(), Machine.ticker());
        opened.add(sockets);
        return new NtpClient(sockets, Machine.ticker(), Machine.randomness(), patience);
    }
}
