package meridian.time;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import meridian.time.ptp.Stamp;

/** For PTP's messages whose leaving and coming matter, to and from all clocks on a network. */
interface EventSocket extends Closeable {
    /** Sends a packet to all, and says when it left, or a moment before that. */
    Stamp send(byte[] packet) throws IOException;

    /** Waits for a packet, without taking it. */
    void await(Duration patience) throws IOException;

    /** The next packet, which stays as it is until the next call, and when it came, or a moment after that. */
    Optional<Arrival> receive() throws IOException;

    record Arrival(ByteBuffer packet, Stamp stamp) {}
}
