package meridian.time;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import meridian.base.Clock;
import meridian.base.Ticker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens sockets whose packets the kernel stamps, where it does so, and plain ones elsewhere. */
final class TimeSockets implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TimeSockets.class);

    private final StampClock clocks;
    private final Optional<Stamping> stamping;

    TimeSockets(Optional<Kernel> kernel, Clock machine, Ticker ticker) {
        this.clocks = new StampClock(machine, ticker);
        this.stamping = kernel.flatMap(Stamping::begin);
    }

    TimeSocket open(InetSocketAddress server) throws IOException {
        return stamping.isPresent()
                ? KernelSocket.open(stamping.get().kernel(), server, clocks)
                : new PlainSocket(server, clocks.ticker());
    }

    /** A socket that hears questions. */
    AnswerSocket answering(InetSocketAddress listen) throws IOException {
        if (stamping.isPresent()) {
            try {
                return KernelAnswerSocket.open(stamping.get().kernel(), listen, clocks);
            } catch (IOException e) {
                // A plain one says better what is wrong, if it is not this kind of sockets.
                log.debug("The kernel has no socket for {} that stamps", listen, e);
            }
        }
        return new PlainAnswerSocket(listen, clocks.ticker());
    }

    /** The kernel, if it stamps packets. */
    Optional<Kernel> kernel() {
        return stamping.map(Stamping::kernel);
    }

    @Override
    public void close() {
        stamping.ifPresent(Stamping::end);
    }

    /**
     * The kernel begins to stamp what comes a moment after the first socket asks for it, and stops with the last one. This
     * one is there so that it goes on between two questions.
     */
    private record Stamping(Kernel kernel, int descriptor) {

        /** A sandbox may forbid it. */
        static Optional<Stamping> begin(Kernel kernel) {
            try {
                return Optional.of(new Stamping(kernel, KernelMessage.stampingSocket(kernel, Kernel.AF_INET)));
            } catch (IOException e) {
                log.info(
                        "The kernel does not say when packets leave and come, so the time is known less well: {}",
                        e.getMessage());
                return Optional.empty();
            }
        }

        void end() {
            try {
                kernel.close(descriptor);
            } catch (IOException e) {
                log.debug("A socket did not close well", e);
            }
        }
    }
}
