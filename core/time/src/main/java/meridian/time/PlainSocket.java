package meridian.time;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import meridian.base.Ticker;

/** Goes anywhere, and stamps packets itself: a little before they leave, a little after they come. */
final class PlainSocket implements TimeSocket {
    private final DatagramSocket socket;
    private final Ticker ticker;
    private final byte[] received = new byte[PACKET_MAX];
    private long sent;

    PlainSocket(InetSocketAddress server, Ticker ticker) throws IOException {
        this.socket = new DatagramSocket();
        this.ticker = ticker;
        try {
            socket.connect(server);
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    @Override
    public void send(byte[] packet) throws IOException {
        sent = ticker.nanos();
        socket.send(new DatagramPacket(packet, packet.length));
    }

    @Override
    public Optional<Arrival> receive(Duration patience) throws IOException {
        socket.setSoTimeout(Math.clamp(patience.toMillis(), 1, Integer.MAX_VALUE));
        DatagramPacket packet = new DatagramPacket(received, received.length);
        try {
            socket.receive(packet);
        } catch (SocketTimeoutException e) {
            return Optional.empty();
        }
        Question.Stamps stamps = new Question.Stamps(sent, ticker.nanos(), 0, false);
        return Optional.of(new Arrival(ByteBuffer.wrap(received, 0, packet.getLength()), stamps));
    }

    @Override
    public void close() {
        socket.close();
    }
}
