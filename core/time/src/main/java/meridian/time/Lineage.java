package meridian.time;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * Where our time comes from, as NTP says it.
 *
 * @param rootDelay the way to the clock that all goes back to, and back, in nanoseconds
 * @param reference the server that we have the time from
 */
record Lineage(int stratum, Leap leap, long rootDelay, int reference) {

    static Lineage below(Exchange answer, @Nullable InetAddress server) {
        Exchange.Upstream upstream = answer.upstream();
        return new Lineage(
                upstream.stratum() + 1,
                upstream.leap(),
                upstream.rootDelay() + answer.delay(),
                server == null ? 0 : reference(server));
    }

    Lineage with(Leap other) {
        return new Lineage(stratum, other, rootDelay, reference);
    }

    /** A short address stands for itself, a long one for the beginning of its hash (RFC 5905, 7.3). */
    private static int reference(InetAddress server) {
        byte[] bytes = server instanceof Inet4Address ? server.getAddress() : hash(server.getAddress());
        return ByteBuffer.wrap(bytes).getInt();
    }

    private static byte[] hash(byte[] bytes) {
        try {
            return MessageDigest.getInstance("MD5").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5, which NTP wants as a short name", e);
        }
    }
}
