package meridian.time;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * Has the kernel stamp the packets: when the question is given to the network card's driver, and when the answer comes from
 * it. What the process waits for a processor then does not count.
 */
final class KernelSocket implements TimeSocket {
    private final Kernel kernel;
    private final int descriptor;
    private final StampClock clocks;
    private final Arena arena = Arena.ofConfined();
    private final KernelMessage message;
    private StampClock.Reading readAtSend;
    private long sent;
    private OptionalLong sentStamp = OptionalLong.empty();

    private KernelSocket(Kernel kernel, int descriptor, StampClock clocks) {
        this.kernel = kernel;
        this.descriptor = descriptor;
        this.clocks = clocks;
        this.readAtSend = clocks.read();
        this.message = new KernelMessage(kernel, descriptor, arena);
    }

    /** For the calling thread alone. */
    static KernelSocket open(Kernel kernel, InetSocketAddress server, StampClock clocks) throws IOException {
        int family = server.getAddress() instanceof Inet6Address ? Kernel.AF_INET6 : Kernel.AF_INET;
        KernelSocket socket = new KernelSocket(kernel, KernelMessage.stampingSocket(kernel, family), clocks);
        try {
            kernel.connect(socket.descriptor, KernelMessage.name(server, socket.arena));
            return socket;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    @Override
    public void send(byte[] question) throws IOException {
        readAtSend = clocks.read();
        sentStamp = OptionalLong.empty();
        sent = clocks.ticker().nanos();
        kernel.send(descriptor, message.put(question));
    }

    @Override
    public Optional<Arrival> receive(Duration patience) throws IOException {
        long deadline = clocks.ticker().nanos() + patience.toNanos();
        for (long left = patience.toNanos();
                left > 0;
                left = deadline - clocks.ticker().nanos()) {
            kernel.poll(descriptor, (int) Math.min(TimeUnit.NANOSECONDS.toMillis(left) + 1, Integer.MAX_VALUE));
            takeSentStamp();
            Optional<ByteBuffer> packet = message.receive();
            if (packet.isPresent()) {
                Question.Stamps stamps = stamps(clocks.ticker().nanos(), message.stamp());
                return Optional.of(new Arrival(packet.get(), stamps));
            }
        }
        return Optional.empty();
    }

    /** That the question left is a message, too, which wakes whoever waits for the answer. */
    private void takeSentStamp() throws IOException {
        if (sentStamp.isEmpty()) {
            sentStamp = message.sentStamp();
        }
    }

    /**
     * The kernel's stamps, where it gave both and they can be true. They cannot when the machine's clock was set in
     * between, or is not the one that we read.
     */
    private Question.Stamps stamps(long heard, OptionalLong heardStamp) {
        Question.Stamps own = new Question.Stamps(sent, heard, 0, false);
        if (sentStamp.isEmpty() || heardStamp.isEmpty()) {
            return own;
        }
        StampClock.Reading now = clocks.read();
        long error = Math.max(readAtSend.error(), now.error());
        if (!now.isOfOneClock(readAtSend)) {
            return own;
        }
        long left = readAtSend.tickOf(sentStamp.getAsLong());
        long came = now.tickOf(heardStamp.getAsLong());
        boolean inside = left >= sent - error && left <= came && came <= heard + error;
        return inside ? new Question.Stamps(Math.max(left, sent), Math.min(came, heard), error, true) : own;
    }

    @Override
    public void close() throws IOException {
        try {
            kernel.close(descriptor);
        } finally {
            arena.close();
        }
    }
}
