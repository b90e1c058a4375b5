package meridian.time;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.atomic.LongAdder;
import meridian.base.Address;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets others ask for the time. One thread does it all. */
final class NtpServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(NtpServer.class);

    private final Address listen;
    private final DatagramChannel channel;
    private final NtpAnswerer answerer;
    private final LongAdder answered = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder dropped = new LongAdder();

    private NtpServer(Address listen, DatagramChannel channel, NtpAnswerer answerer) {
        this.listen = listen;
        this.channel = channel;
        this.answerer = answerer;
    }

    static NtpServer open(Address listen, NtpAnswerer answerer) throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        try {
            channel.bind(new InetSocketAddress(listen.host(), listen.port()));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
        NtpServer server = new NtpServer(listen, channel, answerer);
        Thread.ofPlatform().daemon().name("time-server").start(server::serve);
        return server;
    }

    private void serve() {
        // What does not fit is cut off. There is room for more than a proof, so that nothing longer is taken for one.
        ByteBuffer packet = ByteBuffer.allocateDirect(NtpPacket.BYTES + Seal.BYTES_MAX + 1);
        try {
            while (channel.isOpen()) {
                InetSocketAddress from = (InetSocketAddress) channel.receive(packet.clear());
                answer(packet.flip(), from);
            }
        } catch (ClosedChannelException e) {
            log.debug("No questions are heard any more");
        } catch (IOException e) {
            log.error("Nobody is told the time any more: {} cannot be read", listen, e);
        }
    }

    private void answer(ByteBuffer packet, InetSocketAddress from) throws ClosedChannelException {
        Allowance.Grant grant = answerer.answer(packet, from.getAddress());
        if (grant == Allowance.Grant.SILENCE) {
            dropped.increment();
            return;
        }
        try {
            channel.send(packet, from);
            (grant == Allowance.Grant.ANSWER ? answered : refused).increment();
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            dropped.increment();
            log.debug("No answer can be sent to {}", from, e);
        }
    }

    TimeStatus.ServerCounts counts() {
        return new TimeStatus.ServerCounts(listen, answered.sum(), refused.sum(), dropped.sum());
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            log.debug("The socket of {} did not close well", listen, e);
        }
    }
}
