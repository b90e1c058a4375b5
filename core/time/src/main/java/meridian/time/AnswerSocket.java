package meridian.time;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Hears questions from anybody, one after the other, and sends answers. For one thread, though any may close it. */
interface AnswerSocket extends Closeable {
    /**
     * Puts the next question into the buffer, and returns who asked; nothing when none came within a while. What does not
     * fit is cut off.
     */
    @Nullable
    InetAddress receive(ByteBuffer packet) throws IOException;

    /** When the question that was received last came, on the monotonic clock, or a little later. */
    long came();

    /** Answers who asked last. */
    void send(ByteBuffer packet) throws IOException;

    /**
     * Answers who asked last, and tells when the answer left, on the monotonic clock, or a little before; nothing when
     * nobody knows.
     */
    OptionalLong sendStamped(ByteBuffer packet) throws IOException;
}
