package meridian.time;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Has the kernel stamp the questions, and those answers whose asker wants to know when they left. */
final class KernelAnswerSocket implements AnswerSocket {
    /** So often it is seen whether the socket was closed. */
    private static final int LOOK_MILLIS = 50;

    private static final int ANY6_BYTES = 16;

    private final Kernel kernel;
    private final int descriptor;
    private final StampClock clocks;
    private final Arena arena = Arena.ofShared();
    private final KernelMessage message;
    private final KernelMessage stamps;
    private volatile boolean closing;
    private StampClock.Reading readWhenEmpty;

    private KernelAnswerSocket(Kernel kernel, int descriptor, StampClock clocks) {
        this.kernel = kernel;
        this.descriptor = descriptor;
        this.clocks = clocks;
        this.message = new KernelMessage(kernel, descriptor, arena);
        this.stamps = new KernelMessage(kernel, descriptor, arena);
        this.readWhenEmpty = clocks.read();
    }

    static KernelAnswerSocket open(Kernel kernel, InetSocketAddress listen, StampClock clocks) throws IOException {
        boolean six = listen.getAddress() instanceof Inet6Address
                || listen.getAddress().isAnyLocalAddress();
        KernelAnswerSocket socket = new KernelAnswerSocket(
                kernel, KernelMessage.stampingSocketOnRequest(kernel, six ? Kernel.AF_INET6 : Kernel.AF_INET), clocks);
        try {
            kernel.bind(socket.descriptor, KernelMessage.name(anywhere(listen), socket.arena));
            return socket;
        } catch (IOException | RuntimeException e) {
            socket.free();
            throw e;
        }
    }

    /** Who listens on all addresses does so for both kinds of them. */
    private static InetSocketAddress anywhere(InetSocketAddress listen) throws IOException {
        return listen.getAddress().isAnyLocalAddress()
                ? new InetSocketAddress(InetAddress.getByAddress(new byte[ANY6_BYTES]), listen.getPort())
                : listen;
    }

    @Override
    public @Nullable InetAddress receive(ByteBuffer packet) throws IOException {
        InetAddress from = message.receiveFrom(packet);
        if (from == null) {
            readWhenEmpty = clocks.read();
            kernel.poll(descriptor, LOOK_MILLIS);
            from = message.receiveFrom(packet);
        }
        if (closing) {
            free();
            throw new ClosedChannelException();
        }
        return from;
    }

    /** The kernel's stamp, unless the machine's clock was set since. */
    @Override
    public long came() {
        OptionalLong stamp = message.stamp();
        StampClock.Reading now = clocks.read();
        if (stamp.isEmpty() || !now.isOfOneClock(readWhenEmpty)) {
            return now.tick();
        }
        long came = now.tickOf(stamp.getAsLong()) + now.error();
        return Math.min(came, now.tick());
    }

    @Override
    public void send(ByteBuffer packet) throws IOException {
        message.reply(packet, false);
    }

    @Override
    public OptionalLong sendStamped(ByteBuffer packet) throws IOException {
        while (stamps.sentStamp().isPresent()) {
            // It is of an answer that left later than somebody waited.
        }
        StampClock.Reading before = clocks.read();
        message.reply(packet, true);
        OptionalLong stamp = stamps.sentStamp();
        StampClock.Reading after = clocks.read();
        if (stamp.isEmpty() || !after.isOfOneClock(before)) {
            return OptionalLong.empty();
        }
        long left = after.tickOf(stamp.getAsLong()) - after.error();
        return left > before.tick() - before.error() && left < after.tick()
                ? OptionalLong.of(left)
                : OptionalLong.empty();
    }

    /** The thread that receives frees what it uses, within a moment. */
    @Override
    public void close() {
        closing = true;
    }

    private void free() throws IOException {
        try {
            kernel.close(descriptor);
        } finally {
            arena.close();
        }
    }
}
