package meridian.time;

import java.nio.ByteBuffer;

/**
 * NTP's header (RFC 5905, 7.3) as it stands in a packet. Timestamps and intervals are as on the wire; what follows the
 * header is not read.
 */
record NtpPacket(
        Leap leap,
        int version,
        int mode,
        int stratum,
        int poll,
        int precision,
        int rootDelay,
        int rootDispersion,
        int reference,
        long referenceTime,
        long origin,
        long receive,
        long transmit) {
    static final int BYTES = 48;
    static final int MODE_CLIENT = 3;
    static final int MODE_SERVER = 4;
    static final int VERSION = 4;
    static final int STRATUM_MAX = 15;

    /** Reads the header, of which there must be all bytes, from the buffer's position on. */
    static NtpPacket read(ByteBuffer packet) {
        int first = packet.get() & 0xff;
        return new NtpPacket(
                Leap.of(first >>> 6),
                (first >>> 3) & 0x7,
                first & 0x7,
                packet.get() & 0xff,
                packet.get(),
                packet.get(),
                packet.getInt(),
                packet.getInt(),
                packet.getInt(),
                packet.getLong(),
                packet.getLong(),
                packet.getLong(),
                packet.getLong());
    }

    void write(ByteBuffer packet) {
        packet.put((byte) ((leap.bits() << 6) | (version << 3) | mode))
                .put((byte) stratum)
                .put((byte) poll)
                .put((byte) precision)
                .putInt(rootDelay)
                .putInt(rootDispersion)
                .putInt(reference)
                .putLong(referenceTime)
                .putLong(origin)
                .putLong(receive)
                .putLong(transmit);
    }

    byte[] bytes() {
        byte[] bytes = new byte[BYTES];
        write(ByteBuffer.wrap(bytes));
        return bytes;
    }
}
