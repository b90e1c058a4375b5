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
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Room for a message of the kernel, used again and again: a packet, and what is said about it. */
final class KernelMessage {
    /** Has a socket's packets stamped when they leave and when they come, without sending them back to us for that. */
    private static final int STAMPING = Kernel.STAMP_WHEN_SENT
            | Kernel.STAMP_WHEN_RECEIVED
            | Kernel.STAMPS_OF_SOFTWARE
            | Kernel.STAMP_WITHOUT_PACKET;

    /** Has its packets stamped when they come, and when they leave only if that is wanted with the packet. */
    private static final int STAMPING_ON_REQUEST =
            Kernel.STAMP_WHEN_RECEIVED | Kernel.STAMPS_OF_SOFTWARE | Kernel.STAMP_WITHOUT_PACKET;

    /** Where things lie in the kernel's struct msghdr, which begins with where a name lies. */
    private static final long NAME_LENGTH = 8;

    private static final long VECTOR = 16;

    private static final long VECTOR_COUNT = 24;
    private static final long CONTROL = 32;
    private static final long CONTROL_LENGTH = 40;
    private static final long MESSAGE_BYTES = 56;

    /** Where things lie in its struct cmsghdr, which begins with its length and is followed by the data. */
    private static final long LEVEL = 8;

    private static final long TYPE = 12;
    private static final long DATA = 16;

    /** A request is an integer, filled up to the next long. */
    private static final long REQUEST_LENGTH = DATA + Integer.BYTES;

    private static final long REQUEST_BYTES = DATA + Long.BYTES;

    private static final long VECTOR_BYTES = 16;
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
    private final MemorySegment packet;
    private final MemorySegment vector;
    private final MemorySegment control;
    private final MemorySegment name;
    private final MemorySegment message;

    KernelMessage(Kernel kernel, int descriptor, Arena arena) {
        this.kernel = kernel;
        this.descriptor = descriptor;
        this.packet = arena.allocate(TimeSocket.PACKET_MAX);
        this.control = arena.allocate(CONTROL_BYTES, Long.BYTES);
        this.message = arena.allocate(MESSAGE_BYTES, Long.BYTES);
        this.name = arena.allocate(NAME6_BYTES, Long.BYTES);
        this.vector = arena.allocate(VECTOR_BYTES, Long.BYTES);
        vector.set(ADDRESS, 0, packet);
        message.set(ADDRESS, VECTOR, vector);
        message.set(JAVA_LONG, VECTOR_COUNT, 1);
        message.set(ADDRESS, CONTROL, control);
    }

    /** An address as the kernel writes it. */
    static MemorySegment name(InetSocketAddress socket, Arena arena) {
        InetAddress address = socket.getAddress();
        boolean six = address instanceof Inet6Address;
        MemorySegment name = arena.allocate(six ? NAME6_BYTES : NAME_BYTES, Long.BYTES);
        name.set(JAVA_SHORT, 0, (short) (six ? Kernel.AF_INET6 : Kernel.AF_INET));
        name.set(BIG_ENDIAN, NAME_PORT, (short) socket.getPort());
        byte[] bytes = address.getAddress();
        MemorySegment.copy(bytes, 0, name, JAVA_BYTE, six ? NAME6_ADDRESS : NAME_ADDRESS, bytes.length);
        if (address instanceof Inet6Address scoped) {
            name.set(JAVA_INT, NAME6_SCOPE, scoped.getScopeId());
        }
        return name;
    }

    /** The descriptor of a socket whose packets are stamped. */
    static int stampingSocket(Kernel kernel, int family) throws IOException {
        return stampingSocket(kernel, family, STAMPING);
    }

    /** The same, of a socket that stamps what it sends when that is wanted. */
    static int stampingSocketOnRequest(Kernel kernel, int family) throws IOException {
        return stampingSocket(kernel, family, STAMPING_ON_REQUEST);
    }

    private static int stampingSocket(Kernel kernel, int family, int stamping) throws IOException {
        int descriptor = kernel.socket(family);
        try {
            kernel.set(descriptor, Kernel.SOL_SOCKET, Kernel.SO_TIMESTAMPING, stamping);
            return descriptor;
        } catch (IOException | RuntimeException e) {
            kernel.close(descriptor);
            throw e;
        }
    }

    /** Puts a packet into the room, to be sent from there. */
    MemorySegment put(byte[] bytes) {
        MemorySegment.copy(bytes, 0, packet, JAVA_BYTE, 0, bytes.length);
        return packet.asSlice(0, bytes.length);
    }

    /** The next packet, which stays as it is until the next call; nothing when there is none. */
    Optional<ByteBuffer> receive() throws IOException {
        return receive(0).map(bytes -> packet.asSlice(0, bytes).asByteBuffer());
    }

    /** Puts the next packet into the buffer, as far as there is room, and returns who sent it; nothing when there is none. */
    @Nullable
    InetAddress receiveFrom(ByteBuffer buffer) throws IOException {
        message.set(ADDRESS, 0, name);
        message.set(JAVA_INT, NAME_LENGTH, (int) name.byteSize());
        Optional<Integer> bytes = receive(0);
        if (bytes.isEmpty()) {
            return null;
        }
        buffer.put(packet.asSlice(0, Math.min(bytes.get(), buffer.remaining())).asByteBuffer());
        boolean six = name.get(JAVA_SHORT, 0) == Kernel.AF_INET6;
        return InetAddress.getByAddress(
                name.asSlice(six ? NAME6_ADDRESS : NAME_ADDRESS, six ? NAME6_SCOPE - NAME6_ADDRESS : Integer.BYTES)
                        .toArray(JAVA_BYTE));
    }

    /**
     * Sends a packet to whom the last one came from.
     *
     * @param stamped shall the kernel say when it left?
     */
    void reply(ByteBuffer answer, boolean stamped) throws IOException {
        int length = answer.remaining();
        packet.asSlice(0, length).copyFrom(MemorySegment.ofBuffer(answer));
        vector.set(JAVA_LONG, Long.BYTES, length);
        message.set(JAVA_LONG, CONTROL_LENGTH, stamped ? REQUEST_BYTES : 0);
        if (stamped) {
            control.set(JAVA_LONG, 0, REQUEST_LENGTH);
            control.set(JAVA_INT, LEVEL, Kernel.SOL_SOCKET);
            control.set(JAVA_INT, TYPE, Kernel.SO_TIMESTAMPING);
            control.set(JAVA_INT, DATA, Kernel.STAMP_WHEN_SENT);
        }
        kernel.sendMessage(descriptor, message);
    }

    /** When the packet left that was sent last, on the machine's clock, once the kernel says so. */
    OptionalLong sentStamp() throws IOException {
        return receive(Kernel.MSG_ERRQUEUE).isPresent() ? stamp() : OptionalLong.empty();
    }

    private Optional<Integer> receive(int flags) throws IOException {
        vector.set(JAVA_LONG, Long.BYTES, packet.byteSize());
        message.set(JAVA_LONG, CONTROL_LENGTH, control.byteSize());
        return kernel.receive(descriptor, message, flags);
    }

    /** What the last message says about when it left or came, on the machine's clock. */
    OptionalLong stamp() {
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
}
