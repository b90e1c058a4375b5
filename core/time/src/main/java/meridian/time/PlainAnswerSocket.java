package meridian.time;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.OptionalLong;
import meridian.base.Ticker;

/** Goes anywhere, and never knows when an answer left. */
final class PlainAnswerSocket implements AnswerSocket {
    private final DatagramChannel channel;
    private final Ticker ticker;
    private InetSocketAddress asker;
    private long came;

    PlainAnswerSocket(InetSocketAddress listen, Ticker ticker) throws IOException {
        this.channel = DatagramChannel.open();
        this.ticker = ticker;
        this.asker = listen;
        try {
            channel.bind(listen);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public InetAddress receive(ByteBuffer packet) throws IOException {
        asker = (InetSocketAddress) channel.receive(packet);
        came = ticker.nanos();
        return asker.getAddress();
    }

    @Override
    public long came() {
        return came;
    }

    @Override
    public void send(ByteBuffer packet) throws IOException {
        channel.send(packet, asker);
    }

    @Override
    public OptionalLong sendStamped(ByteBuffer packet) throws IOException {
        send(packet);
        return OptionalLong.empty();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
