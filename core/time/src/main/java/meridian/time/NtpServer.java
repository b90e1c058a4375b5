package meridian.time;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import meridian.base.Address;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets others ask for the time. One thread does it all. */
final class NtpServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(NtpServer.class);

    private static final Duration CLOSING_MAX = Duration.ofSeconds(1);

    private final Address listen;
    private final AnswerSocket socket;
    private final NtpAnswerer answerer;
    private final Thread thread;
    private final LongAdder answered = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder dropped = new LongAdder();

    private NtpServer(Address listen, AnswerSocket socket, NtpAnswerer answerer) {
        this.listen = listen;
        this.socket = socket;
        this.answerer = answerer;
        this.thread = Thread.ofPlatform().daemon().name("time-server").unstarted(this::serve);
    }

    static NtpServer open(Address listen, TimeSockets sockets, NtpAnswerer answerer) throws IOException {
        NtpServer server =
                new NtpServer(listen, sockets.answering(new InetSocketAddress(listen.host(), listen.port())), answerer);
        server.thread.start();
        return server;
    }

    private void serve() {
        // What does not fit is cut off. There is room for more than a proof, so that nothing longer is taken for one.
        ByteBuffer packet = ByteBuffer.allocateDirect(NtpPacket.BYTES + Seal.BYTES_MAX + 1);
        try {
            while (true) {
                InetAddress from = socket.receive(packet.clear());
                if (from != null) {
                    answer(packet.flip(), from);
                }
            }
        } catch (ClosedChannelException e) {
            log.debug("No questions are heard any more");
        } catch (IOException e) {
            log.error("Nobody is told the time any more: {} cannot be read", listen, e);
        }
    }

    private void answer(ByteBuffer packet, InetAddress from) throws ClosedChannelException {
        NtpAnswerer.Outcome outcome = answerer.answer(packet, from, socket::came);
        Allowance.Grant grant = outcome.grant();
        if (grant == Allowance.Grant.SILENCE) {
            dropped.increment();
            return;
        }
        try {
            send(packet, outcome);
            (grant == Allowance.Grant.ANSWER ? answered : refused).increment();
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            dropped.increment();
            log.debug("No answer can be sent to {}", from, e);
        }
    }

    private void send(ByteBuffer packet, NtpAnswerer.Outcome outcome) throws IOException {
        if (outcome.wantsSequel()) {
            socket.sendStamped(packet).ifPresent(left -> answerer.left(outcome.mark(), left));
        } else {
            socket.send(packet);
        }
    }

    TimeStatus.ServerCounts counts() {
        return new TimeStatus.ServerCounts(listen, answered.sum(), refused.sum(), dropped.sum());
    }

    @Override
    public void close() {
        try {
            socket.close();
            thread.join(CLOSING_MAX);
        } catch (IOException e) {
            log.debug("The socket of {} did not close well", listen, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
