package meridian.time;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import meridian.base.Address;
import meridian.base.Machine;
import org.assertj.core.api.Assertions;

/** A server on loopback that answers each question with whatever packets a test wants. */
final class ScriptedServer implements AutoCloseable {
    private static final int PACKET_MAX = 2_048;
    private static final int REFERENCE = 0x4d455249;

    private final DatagramSocket socket;
    private final Function<NtpPacket, Stream<byte[]>> script;
    final CopyOnWriteArrayList<NtpPacket> questions = new CopyOnWriteArrayList<>();

    ScriptedServer(Function<NtpPacket, Stream<byte[]>> script) throws IOException {
        this.socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        this.script = script;
        Thread.ofPlatform().daemon().start(this::serve);
    }

    /** Tells the machine's time, and so much more or less. */
    static ScriptedServer telling(long secondsOff) throws IOException {
        return new ScriptedServer(
                question -> Stream.of(answer(question, secondsOff).bytes()));
    }

    static NtpPacket answer(NtpPacket question, long secondsOff) {
        long now = NtpTime.ofUnix(Machine.clock().unixNanos() + TimeUnit.SECONDS.toNanos(secondsOff));
        return new NtpPacket(
                Leap.NONE,
                NtpPacket.VERSION,
                NtpPacket.MODE_SERVER,
                1,
                6,
                -20,
                0,
                NtpTime.nanosToShort(TimeUnit.MILLISECONDS.toNanos(1)),
                REFERENCE,
                now,
                question.transmit(),
                now,
                now);
    }

    private void serve() {
        byte[] buffer = new byte[PACKET_MAX];
        try {
            while (!socket.isClosed()) {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                NtpPacket question = NtpPacket.read(ByteBuffer.wrap(buffer));
                questions.add(question);
                for (byte[] answer : script.apply(question).toList()) {
                    socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
            }
        } catch (IOException e) {
            Assertions.assertThat(socket.isClosed()).as("stopped by: %s", e).isTrue();
        }
    }

    InetSocketAddress socketAddress() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    Address address() {
        return new Address("127.0.0.1", socket.getLocalPort());
    }

    @Override
    public void close() {
        socket.close();
    }

    /** A port of loopback on which nobody listens. */
    static Address nobody() throws IOException {
        try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return new Address("127.0.0.1", free.getLocalPort());
        }
    }
}
