package meridian.chaos.host;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;

/** A program that says each datagram it gets, and for each line "ADDRESS TEXT" that it reads sends the text there. */
final class Postbox {
    static final String READY = "ready";
    private static final int PORT = 9000;
    private static final int BYTES_MAX = 100;

    private Postbox() {}

    public static void main(String... arguments) throws IOException {
        DatagramSocket socket = new DatagramSocket(PORT);
        Thread.ofPlatform().daemon().start(() -> receive(socket));
        System.out.println(READY);
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] order = line.split(" ", 2);
            byte[] text = order[1].getBytes(StandardCharsets.UTF_8);
            socket.send(new DatagramPacket(text, text.length, InetAddress.getByName(order[0]), PORT));
        }
    }

    private static void receive(DatagramSocket socket) {
        DatagramPacket packet = new DatagramPacket(new byte[BYTES_MAX], BYTES_MAX);
        while (true) {
            try {
                packet.setLength(BYTES_MAX);
                socket.receive(packet);
                System.out.println(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                System.out.println("failed: " + e);
                return;
            }
        }
    }
}
