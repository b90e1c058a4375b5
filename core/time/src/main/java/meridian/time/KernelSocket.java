package meridian.time;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * Has the kernel stamp the packets: when the question is given to the network card's driver, and when the answer comes from
 * it. What the process waits for a processor then does not count.
 */
final class KernelSocket implements TimeSocket {
    private static final int STAMPING = Kernel.STAMP_WHEN_SENT
            | Kernel.STAMP_WHEN_RECEIVED
            | Kernel.STAMPS_OF_SOFTWARE
            | Kernel.STAMP_WITHOUT_PACKET;

    /** Where things lie in the kernel's struct msghdr. */
    private static final long VECTOR = 16;

    private static final long VECTOR_COUNT = 24;
    private static final long CONTROL = 32;
    private static final long CONTROL_LENGTH = 40;
    private static final long MESSAGE_BYTES = 56;

    /** Where things lie in its struct cmsghdr, which begins with its length and is followed by the data. */
    private static final long LEVEL = 8;

    private static final long TYPE = 12;
    private static final long DATA = 16;

    private static final long VECTOR_BYTES = 16;

    /** The two clocks may differ by this much more than their readings say: whatever sets the machine's clock steers it. */
    private static final long APART_MAX = 10_000;

    private static final long CONTROL_BYTES = 512;

    /** What carries a stamp is three times a second and its nanoseconds, of which the first is the software's. */
    private static final long STAMP_BYTES = 16;

    /** Where things lie in its struct sockaddr_in and struct sockaddr_in6. */
    private static final long NAME_PORT = 2;

    private static final long NAME_ADDRESS = 4;
    private static final long NAME_BYTES = 16;
    private static final long NAME6_ADDRESS = 8;
    private static final long NAME6_SCOPE = 24;
    private static final long NAME6_BYTES = 28;

    private static final ValueLayout.OfShort BIG_ENDIAN = JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);

    private final Kernel kernel;
    private final int descriptor;
    private final StampClock clocks;
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment packet = arena.allocate(PACKET_MAX);
    private final MemorySegment control = arena.allocate(CONTROL_BYTES, Long.BYTES);
    private final MemorySegment message = arena.allocate(MESSAGE_BYTES, Long.BYTES);
    private StampClock.Reading readAtSend;
    private long sent;
    private OptionalLong sentStamp = OptionalLong.empty();

    private KernelSocket(Kernel kernel, int descriptor, StampClock clocks) {
        this.kernel = kernel;
        this.descriptor = descriptor;
        this.clocks = clocks;
        this.readAtSend = clocks.read();
        MemorySegment vector = arena.allocate(VECTOR_BYTES, Long.BYTES);
        vector.set(ADDRESS, 0, packet);
        vector.set(JAVA_LONG, Long.BYTES, packet.byteSize());
        message.set(ADDRESS, VECTOR, vector);
        message.set(JAVA_LONG, VECTOR_COUNT, 1);
        message.set(ADDRESS, CONTROL, control);
    }

    /** For the calling thread alone. */
    static KernelSocket open(Kernel kernel, InetSocketAddress server, StampClock clocks) throws IOException {
        int family = server.getAddress() instanceof Inet6Address ? Kernel.AF_INET6 : Kernel.AF_INET;
        KernelSocket socket = new KernelSocket(kernel, stamping(kernel, family), clocks);
        try {
            kernel.connect(socket.descriptor, socket.name(server));
            return socket;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /** The descriptor of a socket whose packets are stamped. */
    static int stamping(Kernel kernel, int family) throws IOException {
        int descriptor = kernel.socket(family);
        try {
            kernel.set(descriptor, Kernel.SOL_SOCKET, Kernel.SO_TIMESTAMPING, STAMPING);
            return descriptor;
        } catch (IOException | RuntimeException e) {
            kernel.close(descriptor);
            throw e;
        }
    }

    /** The address as the kernel writes it. */
    private MemorySegment name(InetSocketAddress server) {
        InetAddress address = server.getAddress();
        boolean six = address instanceof Inet6Address;
        MemorySegment name = arena.allocate(six ? NAME6_BYTES : NAME_BYTES, Long.BYTES);
        name.set(JAVA_SHORT, 0, (short) (six ? Kernel.AF_INET6 : Kernel.AF_INET));
        name.set(BIG_ENDIAN, NAME_PORT, (short) server.getPort());
        byte[] bytes = address.getAddress();
        MemorySegment.copy(bytes, 0, name, JAVA_BYTE, six ? NAME6_ADDRESS : NAME_ADDRESS, bytes.length);
        if (address instanceof Inet6Address scoped) {
            name.set(JAVA_INT, NAME6_SCOPE, scoped.getScopeId());
        }
        return name;
    }

    @Override
    public void send(byte[] question) throws IOException {
        MemorySegment.copy(question, 0, packet, JAVA_BYTE, 0, question.length);
        readAtSend = clocks.read();
        sentStamp = OptionalLong.empty();
        sent = clocks.ticker().nanos();
        kernel.send(descriptor, packet.asSlice(0, question.length));
    }

    @Override
    public Optional<Arrival> receive(Duration patience) throws IOException {
        long deadline = clocks.ticker().nanos() + patience.toNanos();
        for (long left = patience.toNanos();
                left > 0;
                left = deadline - clocks.ticker().nanos()) {
            kernel.poll(descriptor, (int) Math.min(TimeUnit.NANOSECONDS.toMillis(left) + 1, Integer.MAX_VALUE));
            takeSentStamp();
            Optional<Integer> bytes = receive(0);
            if (bytes.isPresent()) {
                Question.Stamps stamps = stamps(clocks.ticker().nanos(), stamp());
                return Optional.of(new Arrival(packet.asSlice(0, bytes.get()).asByteBuffer(), stamps));
            }
        }
        return Optional.empty();
    }

    /** That the question left is a message, too, which wakes whoever waits for the answer. */
    private void takeSentStamp() throws IOException {
        if (sentStamp.isEmpty() && receive(Kernel.MSG_ERRQUEUE).isPresent()) {
            sentStamp = stamp();
        }
    }

    private Optional<Integer> receive(int flags) throws IOException {
        message.set(JAVA_LONG, CONTROL_LENGTH, control.byteSize());
        return kernel.receive(descriptor, message, flags);
    }

    /** What the last message says about when it left or came, on the machine's clock. */
    private OptionalLong stamp() {
        long end = Math.min(message.get(JAVA_LONG, CONTROL_LENGTH), control.byteSize());
        long at = 0;
        while (at + DATA + STAMP_BYTES <= end) {
            if (control.get(JAVA_INT, at + LEVEL) == Kernel.SOL_SOCKET
                    && control.get(JAVA_INT, at + TYPE) == Kernel.SO_TIMESTAMPING) {
                long seconds = control.get(JAVA_LONG, at + DATA);
                long nanos = control.get(JAVA_LONG, at + DATA + Long.BYTES);
                return OptionalLong.of(TimeUnit.SECONDS.toNanos(seconds) + nanos);
            }
            long length = Math.max(control.get(JAVA_LONG, at), DATA);
            at += (length + Long.BYTES - 1) / Long.BYTES * Long.BYTES;
        }
        return OptionalLong.empty();
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
        if (Math.abs(now.distance() - readAtSend.distance()) > readAtSend.error() + now.error() + APART_MAX) {
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
