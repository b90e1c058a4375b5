package meridian.time.ptp;

import java.nio.ByteBuffer;

/** Times in packets: 48 bits of seconds, 32 of nanoseconds. */
final class Times {
    static final int BYTES = 10;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /** Beyond this, which is in the year 2261, nanoseconds do not fit into a number of ours. */
    private static final long SECONDS_MAX = 9_200_000_000L;

    private Times() {}

    static long read(ByteBuffer packet) {
        long seconds = (long) Short.toUnsignedInt(packet.getShort()) << Integer.SIZE;
        seconds |= Integer.toUnsignedLong(packet.getInt());
        long nanos = Integer.toUnsignedLong(packet.getInt());
        return Math.min(seconds, SECONDS_MAX) * NANOS_PER_SECOND + Math.min(nanos, NANOS_PER_SECOND - 1);
    }

    static void write(long nanos, ByteBuffer packet) {
        long seconds = Math.max(0, nanos) / NANOS_PER_SECOND;
        packet.putShort((short) (seconds >>> Integer.SIZE))
                .putInt((int) seconds)
                .putInt((int) (Math.max(0, nanos) % NANOS_PER_SECOND));
    }
}
