package meridian.time;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/**
 * A socket for one question to one server, from a port of its own, which nobody can guess. It takes packets of that server
 * only. It must never take a stamp from before a packet left for the moment at which that came, or the other way round.
 */
interface TimeSocket extends Closeable {
    /** As much of a packet as is read; a longer one is cut off. */
    int PACKET_MAX = 1500;

    void send(byte[] packet) throws IOException;

    /** The next packet, or nothing when none comes in time. What is received stays as it is until the next call. */
    Optional<Arrival> receive(Duration patience) throws IOException;

    /** @param stamps when the question left and this came */
    record Arrival(ByteBuffer packet, Question.Stamps stamps) {}
}
