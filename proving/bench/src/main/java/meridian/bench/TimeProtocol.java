package meridian.bench;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import meridian.base.Address;
import meridian.base.Ticker;

/** NTP. Nothing is written there, so a server is up when it tells the time. */
record TimeProtocol(Ticker ticker) implements Protocol {
    private static final Duration ANSWER_WAIT_MAX = Duration.ofMillis(200);

    @Override
    public void awaitFirstWrite(RunningSystem running) {
        Address asked = running.endpoints().getFirst();
        FirstWrite.await(running, asked, () -> attempt(asked), ticker);
    }

    private static Optional<String> attempt(Address server) {
        ByteBuffer packet = ByteBuffer.allocate(TimeQuestion.BYTES);
        TimeQuestion.write(packet, 1);
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(server.host(), server.port()));
            socket.setSoTimeout((int) ANSWER_WAIT_MAX.toMillis());
            socket.send(new DatagramPacket(packet.array(), TimeQuestion.BYTES));
            DatagramPacket answer = new DatagramPacket(packet.array(), TimeQuestion.BYTES);
            socket.receive(answer);
            return TimeQuestion.problem(packet.limit(answer.getLength()));
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public Address leader(List<Address> endpoints) {
        return endpoints.getFirst();
    }
}
