package meridian.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import meridian.base.Address;
import meridian.base.Machine;
import org.junit.jupiter.api.Test;

class TimeClientsTest {
    private static final byte SERVER = 0x24;
    private static final byte UNSYNCHRONISED_SERVER = (byte) 0xe4;

    @Test
    void clients_ask_again_and_again() throws Exception {
        try (FakeServer server = new FakeServer(SERVER)) {
            Window window = ask(server, 4);
            assertThat(window.operations()).isGreaterThan(4);
            assertThat(window.errors()).isEmpty();
        }
    }

    @Test
    void an_answer_without_the_time_is_an_error() throws Exception {
        try (FakeServer server = new FakeServer(UNSYNCHRONISED_SERVER)) {
            Window window = ask(server, 2);
            assertThat(window.operations()).isZero();
            assertThat(window.errors()).containsOnlyKeys("it does not know the time, or does not want to tell");
        }
    }

    @Test
    void a_server_is_up_when_it_tells_the_time() {
        ByteBuffer answer =
                ByteBuffer.allocate(TimeQuestion.BYTES).put(0, SERVER).put(1, (byte) 2);
        assertThat(TimeQuestion.problem(answer)).isEmpty();
        assertThat(TimeQuestion.problem(answer.put(1, (byte) 0))).isPresent();
        assertThat(TimeQuestion.problem(ByteBuffer.allocate(4))).isEqualTo(Optional.of("an answer of 4 bytes"));
    }

    private static Window ask(FakeServer server, int clients) {
        try (TimeClients asking = TimeClients.connect(server.address(), clients);
                ClosedLoop loop = ClosedLoop.start(asking.operations(), Machine.ticker())) {
            loop.run(Duration.ofMillis(300));
            return loop.closeWindow();
        }
    }

    /** Repeats the question's number. */
    private static final class FakeServer implements AutoCloseable {
        private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        private final byte first;

        FakeServer(byte first) throws IOException {
            this.first = first;
            Thread.ofPlatform().daemon().start(this::serve);
        }

        Address address() {
            return new Address("127.0.0.1", socket.getLocalPort());
        }

        private void serve() {
            DatagramPacket packet = new DatagramPacket(new byte[TimeQuestion.BYTES], TimeQuestion.BYTES);
            try {
                while (!socket.isClosed()) {
                    socket.receive(packet);
                    ByteBuffer bytes = ByteBuffer.wrap(packet.getData());
                    bytes.putLong(24, bytes.getLong(40)).put(0, first).put(1, (byte) 2);
                    socket.send(packet);
                }
            } catch (IOException e) {
                assertThat(socket.isClosed()).isTrue();
            }
        }

        @Override
        public void close() {
            socket.close();
        }
    }
}
