package meridian.time;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import meridian.base.Randomness;
import meridian.time.ptp.PortIdentity;

/**
 * Where PTP's clocks find each other: a group of addresses behind one network card, which no router passes on, and two
 * ports of it.
 */
record PtpNetwork(NetworkInterface card, int eventPort, int generalPort) {
    static final int EVENT_PORT = 319;
    static final int GENERAL_PORT = 320;
    static final int HOPS = 1;

    private static final byte[] ANYWHERE = new byte[4];
    private static final byte[] GROUP = {(byte) 224, 0, 1, (byte) 129};

    /** @throws IOException when there is no such network card */
    static PtpNetwork behind(String card) throws IOException {
        NetworkInterface found = NetworkInterface.getByName(card);
        if (found == null) {
            throw new IOException("this machine has no network interface '" + card + "', but "
                    + String.join(
                            ", ",
                            NetworkInterface.networkInterfaces()
                                    .map(NetworkInterface::getName)
                                    .sorted()
                                    .toList()));
        }
        return new PtpNetwork(found, EVENT_PORT, GENERAL_PORT);
    }

    static InetAddress group() {
        try {
            return InetAddress.getByAddress(GROUP);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + GROUP.length + " bytes", e);
        }
    }

    /** What a card without a number of its own is called is a matter of chance. */
    PortIdentity identity(Randomness randomness) throws SocketException {
        byte[] mac = card.getHardwareAddress();
        return mac == null ? new PortIdentity(randomness.nextLong(), 1) : PortIdentity.ofCard(mac);
    }

    InetSocketAddress events() {
        return new InetSocketAddress(group(), eventPort);
    }

    /** A socket that hears what is said to all on a port. */
    DatagramSocket join(int port) throws IOException {
        DatagramSocket socket = new DatagramSocket(null);
        try {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByAddress(ANYWHERE), port));
            socket.setOption(StandardSocketOptions.IP_MULTICAST_IF, card);
            socket.setOption(StandardSocketOptions.IP_MULTICAST_TTL, HOPS);
            socket.setOption(StandardSocketOptions.IP_MULTICAST_LOOP, false);
            socket.joinGroup(new InetSocketAddress(group(), port), card);
            return socket;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    DatagramPacket general(byte[] packet) {
        return new DatagramPacket(packet, packet.length, group(), generalPort);
    }
}
