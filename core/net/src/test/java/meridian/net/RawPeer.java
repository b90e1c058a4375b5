package meridian.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Optional;
import meridian.base.Address;
import meridian.base.NodeId;
import meridian.net.Message.Kind;
import meridian.net.Service.Lane;

/** The other end of a connection, made by hand: does right only what a test wants it to. */
final class RawPeer implements AutoCloseable {
    private final Socket socket;
    private final DataInputStream in;

    private RawPeer(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
        socket.setSoTimeout((int) Nodes.LONG.toMillis());
    }

    static RawPeer dial(Address address) {
        try {
            return new RawPeer(new Socket(address.host(), address.port()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ServerSocket listen() {
        try {
            return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static RawPeer accept(ServerSocket server) {
        try {
            return new RawPeer(server.accept());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Hello hello(String node, String to) {
        return hello(node, to, 1);
    }

    static Hello hello(String node, String to, long latestDial) {
        return new Hello(Nodes.CLUSTER, new NodeId(node), new NodeId(to), 7, latestDial);
    }

    static Message request(Service service, long id, byte[] payload) {
        return new Message(Kind.REQUEST, service.lane(), service.number(), id, payload);
    }

    void send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void send(Message message) {
        ByteBuf frames = Unpooled.buffer();
        int written = -1;
        while (written < message.payload().length) {
            written = Math.max(0, written) + FrameFormat.write(message, written, frames);
        }
        send(ByteBufUtil.getBytes(frames));
    }

    /** The next message, pings aside and cut off after its first frame, or nothing if the other end has closed the connection. */
    Optional<Message> read() {
        try {
            Message message = readFrame();
            while (message.kind() == Kind.PING) {
                message = readFrame();
            }
            return Optional.of(message);
        } catch (EOFException | SocketException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until the other end has closed the connection; whatever it still says is read and forgotten. */
    void awaitEnd() {
        try {
            in.skipNBytes(Long.MAX_VALUE);
        } catch (EOFException | SocketException e) {
            return;
        } catch (IOException e) {
            throw new AssertionError("the connection was not closed", e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Message readFrame() throws IOException {
        int length = in.readInt();
        int number = in.readUnsignedByte();
        if (number == FrameFormat.PIECE_KIND) {
            in.skipNBytes(length - 1);
            return readFrame();
        }
        int rest = length - (FrameFormat.HEAD_BYTES - FrameFormat.LENGTH_BYTES);
        Kind kind = Kind.numbered(number);
        Lane lane = FrameFormat.lane(in.readUnsignedByte());
        int service = in.readInt();
        long id = in.readLong();
        in.skipNBytes(Integer.BYTES);
        return new Message(kind, lane, service, id, in.readNBytes(rest));
    }
}
