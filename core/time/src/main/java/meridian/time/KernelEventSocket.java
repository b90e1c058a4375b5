package meridian.time;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import meridian.time.ptp.Stamp;

/** Has the kernel stamp PTP's messages. */
final class KernelEventSocket implements EventSocket {
    /** The kernel tells of a packet within microseconds when it has left, and never when it was dropped. */
    private static final int SENT_STAMP_MILLIS_MAX = 5;

    private static final int NAME_ADDRESS = 4;
    private static final int NAME_ADDRESS_BYTES = 4;

    private final Kernel kernel;
    private final int descriptor;
    private final StampClock clocks;
    private final Arena arena = Arena.ofShared();
    private final KernelMessage sending;
    private final KernelMessage receiving;
    private final MemorySegment everybody;

    /** From when there was nothing to receive: all that comes came later. */
    private StampClock.Reading readWhenEmpty;

    private KernelEventSocket(Kernel kernel, int descriptor, PtpNetwork network, StampClock clocks) {
        this.kernel = kernel;
        this.descriptor = descriptor;
        this.clocks = clocks;
        this.sending = new KernelMessage(kernel, descriptor, arena);
        this.receiving = new KernelMessage(kernel, descriptor, arena);
        this.everybody = KernelMessage.name(network.events(), arena);
        this.readWhenEmpty = clocks.read();
    }

    static KernelEventSocket open(Kernel kernel, PtpNetwork network, StampClock clocks) throws IOException {
        int descriptor = KernelMessage.stampingSocket(kernel, Kernel.AF_INET);
        KernelEventSocket socket = new KernelEventSocket(kernel, descriptor, network, clocks);
        try {
            socket.join(network);
            return socket;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private void join(PtpNetwork network) throws IOException {
        kernel.set(descriptor, Kernel.SOL_SOCKET, Kernel.SO_REUSEADDR, 1);
        InetAddress anywhere = InetAddress.getByAddress(new byte[NAME_ADDRESS_BYTES]);
        kernel.bind(descriptor, KernelMessage.name(new InetSocketAddress(anywhere, network.eventPort()), arena));
        MemorySegment membership = membership(network);
        kernel.set(descriptor, Kernel.IPPROTO_IP, Kernel.IP_MULTICAST_IF, membership);
        kernel.set(descriptor, Kernel.IPPROTO_IP, Kernel.IP_MULTICAST_TTL, PtpNetwork.HOPS);
        kernel.set(descriptor, Kernel.IPPROTO_IP, Kernel.IP_MULTICAST_LOOP, 0);
        kernel.set(descriptor, Kernel.IPPROTO_IP, Kernel.IP_ADD_MEMBERSHIP, membership);
    }

    /** The kernel's struct ip_mreqn: the group, an address of ours, which may be any, and the card's number. */
    private MemorySegment membership(PtpNetwork network) {
        MemorySegment membership = arena.allocate(JAVA_INT, 3);
        membership.asSlice(0, NAME_ADDRESS_BYTES).copyFrom(everybody.asSlice(NAME_ADDRESS, NAME_ADDRESS_BYTES));
        membership.setAtIndex(JAVA_INT, 2, network.card().getIndex());
        return membership;
    }

    @Override
    public Stamp send(byte[] packet) throws IOException {
        forgetSentStamps();
        StampClock.Reading before = clocks.read();
        kernel.send(descriptor, sending.put(packet), everybody);
        OptionalLong stamp = sending.sentStamp();
        if (stamp.isEmpty()) {
            kernel.poll(descriptor, SENT_STAMP_MILLIS_MAX);
            stamp = sending.sentStamp();
        }
        StampClock.Reading after = clocks.read();
        return stamp.isPresent()
                        && after.isOfOneClock(before)
                        && isBetween(before, after.tickOf(stamp.getAsLong()), after)
                ? new Stamp(after.tickOf(stamp.getAsLong()), before.error() + after.error(), true)
                : new Stamp(before.tick() - before.error(), 0, false);
    }

    private static boolean isBetween(StampClock.Reading before, long tick, StampClock.Reading after) {
        long error = before.error() + after.error();
        return tick >= before.tick() - error && tick <= after.tick() + error;
    }

    /** Of packets that left later than we waited for. */
    private void forgetSentStamps() throws IOException {
        while (sending.sentStamp().isPresent()) {
            // Nobody asks for it any more.
        }
    }

    @Override
    public void await(Duration patience) throws IOException {
        kernel.poll(descriptor, Math.clamp(patience.toMillis(), 1, Integer.MAX_VALUE));
    }

    @Override
    public Optional<Arrival> receive() throws IOException {
        forgetSentStamps();
        StampClock.Reading before = clocks.read();
        Optional<ByteBuffer> packet = receiving.receive();
        if (packet.isEmpty()) {
            readWhenEmpty = before;
            return Optional.empty();
        }
        return Optional.of(new Arrival(packet.get(), heard(receiving.stamp())));
    }

    private Stamp heard(OptionalLong stamp) {
        StampClock.Reading now = clocks.read();
        if (stamp.isPresent() && now.isOfOneClock(readWhenEmpty)) {
            long came = now.tickOf(stamp.getAsLong());
            if (isBetween(readWhenEmpty, came, now)) {
                return new Stamp(came, now.error(), true);
            }
        }
        return new Stamp(now.tick() + now.error(), 0, false);
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
