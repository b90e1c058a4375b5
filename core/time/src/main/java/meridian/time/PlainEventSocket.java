package meridian.time;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import meridian.base.Ticker;
import meridian.time.ptp.Stamp;
import org.jspecify.annotations.Nullable;

/** Goes anywhere, and stamps packets itself: a little before they leave, a little after they come. */
final class PlainEventSocket implements EventSocket {
    private final PtpNetwork network;
    private final DatagramSocket socket;
    private final Ticker ticker;
    private @Nullable Arrival next;

    PlainEventSocket(PtpNetwork network, Ticker ticker) throws IOException {
        this.network = network;
        this.socket = network.join(network.eventPort());
        this.ticker = ticker;
    }

    @Override
    public Stamp send(byte[] packet) throws IOException {
        Stamp left = new Stamp(ticker.nanos(), 0, false);
        socket.send(new DatagramPacket(packet, packet.length, network.events()));
        return left;
    }

    @Override
    public void await(Duration patience) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[TimeSocket.PACKET_MAX], TimeSocket.PACKET_MAX);
        socket.setSoTimeout(Math.clamp(patience.toMillis(), 1, Integer.MAX_VALUE));
        try {
            socket.receive(packet);
            next = new Arrival(
                    ByteBuffer.wrap(packet.getData(), 0, packet.getLength()), new Stamp(ticker.nanos(), 0, false));
        } catch (SocketTimeoutException e) {
            next = null;
        }
    }

    @Override
    public Optional<Arrival> receive() {
        Optional<Arrival> came = Optional.ofNullable(next);
        next = null;
        return came;
    }

    @Override
    public void close() {
        socket.close();
    }
}
