package meridian.time;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.net.PortUnreachableException;
import java.util.Optional;

/**
 * The calls of Linux' C library that stamped packets need. Java's own sockets cannot ask for stamps. All numbers are those
 * of 64-bit x86 and ARM, which agree in them.
 */
@SuppressWarnings("restricted")
final class Kernel {
    static final int AF_INET = 2;
    static final int AF_INET6 = 10;
    static final int SOL_SOCKET = 1;
    static final int SO_TIMESTAMPING = 37;
    static final int SO_REUSEADDR = 2;
    static final int SO_BINDTODEVICE = 25;
    static final int IPPROTO_IP = 0;
    static final int IP_MULTICAST_IF = 32;
    static final int IP_MULTICAST_TTL = 33;
    static final int IP_MULTICAST_LOOP = 34;
    static final int IP_ADD_MEMBERSHIP = 35;
    static final int STAMP_WHEN_SENT = 1 << 1;
    static final int STAMP_WHEN_RECEIVED = 1 << 3;
    static final int STAMPS_OF_SOFTWARE = 1 << 4;
    static final int STAMP_WITHOUT_PACKET = 1 << 11;
    static final int MSG_ERRQUEUE = 0x2000;
    static final int MSG_DONTWAIT = 0x40;

    private static final short POLLIN = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int EINTR = 4;
    private static final int EAGAIN = 11;
    private static final int ECONNREFUSED = 111;
    private static final long TEXT_MAX = 256;

    /** Where things lie in struct timex. */
    private static final long TIMEX_FREQUENCY = 16;

    private static final long TIMEX_STATUS = 40;
    private static final long TIMEX_TICK = 88;
    private static final long TIMEX_BYTES = 208;
    private static final int STA_UNSYNC = 0x40;

    private static final MemoryLayout POLLFD = MemoryLayout.structLayout(JAVA_INT, JAVA_SHORT, JAVA_SHORT);

    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final VarHandle ERRNO_OF =
            Linker.Option.captureStateLayout().varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private final MethodHandle socket;
    private final MethodHandle setsockopt;
    private final MethodHandle bind;
    private final MethodHandle connect;
    private final MethodHandle send;
    private final MethodHandle sendto;
    private final MethodHandle sendmsg;
    private final MethodHandle recvmsg;
    private final MethodHandle poll;
    private final MethodHandle close;
    private final MethodHandle adjtimex;
    private final MethodHandle strerror;

    private Kernel(Linker linker) {
        socket = find(linker, "socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
        setsockopt = find(
                linker, "setsockopt", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
        bind = find(linker, "bind", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
        connect = find(linker, "connect", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
        send = find(linker, "send", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
        sendto = find(
                linker,
                "sendto",
                FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
        sendmsg = find(linker, "sendmsg", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
        recvmsg = find(linker, "recvmsg", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
        poll = find(linker, "poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
        close = find(linker, "close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
        adjtimex = find(linker, "adjtimex", FunctionDescriptor.of(JAVA_INT, ADDRESS));
        strerror = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("strerror"), FunctionDescriptor.of(ADDRESS, JAVA_INT));
    }

    private static MethodHandle find(Linker linker, String name, FunctionDescriptor type) {
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type, ERRNO);
    }

    /** Nothing where there is no such kernel, or where Java may not call it. */
    static Optional<Kernel> load() {
        boolean linux = System.getProperty("os.name", "").equals("Linux");
        String machine = System.getProperty("os.arch", "");
        if (!linux || !(machine.equals("amd64") || machine.equals("aarch64"))) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Kernel(Linker.nativeLinker()));
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    int socket(int family) throws IOException {
        return (int) call("socket", errno -> (int) socket.invokeExact(errno, family, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    }

    void set(int descriptor, int level, int option, int value) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            set(descriptor, level, option, arena.allocateFrom(JAVA_INT, value));
        }
    }

    void set(int descriptor, int level, int option, MemorySegment value) throws IOException {
        int size = (int) value.byteSize();
        call("setsockopt", errno -> (int) setsockopt.invokeExact(errno, descriptor, level, option, value, size));
    }

    void bind(int descriptor, MemorySegment address) throws IOException {
        int size = (int) address.byteSize();
        call("bind", errno -> (int) bind.invokeExact(errno, descriptor, address, size));
    }

    void connect(int descriptor, MemorySegment address) throws IOException {
        int size = (int) address.byteSize();
        call("connect", errno -> (int) connect.invokeExact(errno, descriptor, address, size));
    }

    void send(int descriptor, MemorySegment packet) throws IOException {
        call("send", errno -> (long) send.invokeExact(errno, descriptor, packet, packet.byteSize(), 0));
    }

    void send(int descriptor, MemorySegment packet, MemorySegment address) throws IOException {
        int size = (int) address.byteSize();
        call("sendto", errno ->
                (long) sendto.invokeExact(errno, descriptor, packet, packet.byteSize(), 0, address, size));
    }

    /** Sends a message with all that stands in it: whom to, and what is wanted of the kernel. */
    void sendMessage(int descriptor, MemorySegment message) throws IOException {
        call("sendmsg", errno -> (long) sendmsg.invokeExact(errno, descriptor, message, 0));
    }

    /** How many bytes came; nothing when there is no message. */
    Optional<Integer> receive(int descriptor, MemorySegment message, int flags) throws IOException {
        long came =
                tried("recvmsg", errno -> (long) recvmsg.invokeExact(errno, descriptor, message, flags | MSG_DONTWAIT));
        return came < 0 ? Optional.empty() : Optional.of((int) came);
    }

    /** Waits until there is a message of any kind, or the time is over. */
    void poll(int descriptor, int millis) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment wanted = arena.allocate(POLLFD);
            wanted.set(JAVA_INT, 0, descriptor);
            wanted.set(JAVA_SHORT, JAVA_INT.byteSize(), POLLIN);
            tried("poll", errno -> (int) poll.invokeExact(errno, wanted, 1L, millis));
        }
    }

    /** How the machine's clock is steered at the moment. It is only looked at: the call has nothing to change. */
    Discipline discipline() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment timex = arena.allocate(TIMEX_BYTES, Long.BYTES);
            call("adjtimex", errno -> (int) adjtimex.invokeExact(errno, timex));
            return new Discipline(
                    (timex.get(JAVA_INT, TIMEX_STATUS) & STA_UNSYNC) != 0,
                    timex.get(JAVA_LONG, TIMEX_FREQUENCY),
                    timex.get(JAVA_LONG, TIMEX_TICK));
        }
    }

    /**
     * @param isNobodys does nobody say that he keeps the clock right?
     * @param frequency by how much it is made to run faster
     * @param tick the same, coarsely
     */
    record Discipline(boolean isNobodys, long frequency, long tick) {}

    void close(int descriptor) throws IOException {
        call("close", errno -> (int) close.invokeExact(errno, descriptor));
    }

    private long call(String name, Call call) throws IOException {
        long result = tried(name, call);
        if (result < 0) {
            throw new IOException(name + " would have to wait");
        }
        return result;
    }

    /** Negative when the call would have had to wait, or was interrupted. */
    private long tried(String name, Call call) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
            long result = call.run(state);
            int errno = result < 0 ? (int) ERRNO_OF.get(state, 0L) : 0;
            if (errno == ECONNREFUSED) {
                throw new PortUnreachableException();
            }
            if (errno != 0 && errno != EAGAIN && errno != EINTR) {
                throw new IOException(name + ": " + text(errno));
            }
            return result;
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("the call of " + name + " broke", e);
        }
    }

    private String text(int errno) throws Throwable {
        MemorySegment text = (MemorySegment) strerror.invokeExact(errno);
        return text.reinterpret(TEXT_MAX).getString(0);
    }

    /** A call that leaves its error in the segment. */
    @FunctionalInterface
    private interface Call {
        long run(MemorySegment errno) throws Throwable;
    }
}
