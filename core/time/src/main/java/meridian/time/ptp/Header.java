package meridian.time.ptp;

import java.nio.ByteBuffer;

/**
 * What every message begins with.
 *
 * @param flags of both bytes, the first one's above the second's
 * @param correction how long the message was held on its way, in nanoseconds times 65,536
 * @param interval between two such messages, as a power of two of seconds
 */
record Header(int type, int domain, int flags, long correction, PortIdentity source, int sequence, int interval) {
    static final int BYTES = 34;

    static final int SYNC = 0;
    static final int DELAY_REQUEST = 1;
    static final int FOLLOW_UP = 8;
    static final int DELAY_RESPONSE = 9;
    static final int ANNOUNCE = 11;
    static final int MANAGEMENT = 13;

    static final int ALTERNATE = 0x0100;
    static final int TWO_STEPS = 0x0200;
    static final int LEAP_61 = 0x0001;
    static final int LEAP_59 = 0x0002;
    static final int UTC_OFFSET_VALID = 0x0004;
    static final int ATOMIC_TIME = 0x0008;
    static final int TIME_TRACEABLE = 0x0010;

    /** Of messages that come at no interval. */
    static final int NO_INTERVAL = 0x7f;

    private static final int VERSION = 2;
    private static final int LENGTH_AT = 2;
    private static final int CONTROL_OTHER = 5;
    private static final int LOW_BITS = 0xf;
    private static final double PARTS = 65_536;

    static Header request(int type, int domain, PortIdentity source, int sequence) {
        return new Header(type, domain, 0, 0, source, sequence, NO_INTERVAL);
    }

    /** Does a packet that begins so claim to be ours to read, and to be no longer than it is? */
    static boolean isPossible(ByteBuffer packet) {
        int start = packet.position();
        if (packet.remaining() < BYTES || (packet.get(start + 1) & LOW_BITS) != VERSION) {
            return false;
        }
        int length = Short.toUnsignedInt(packet.getShort(start + LENGTH_AT));
        return length >= BYTES && length <= packet.remaining();
    }

    /** Also limits the packet to what the header says its length is: what follows is padding. */
    static Header read(ByteBuffer packet) {
        int start = packet.position();
        int type = packet.get() & LOW_BITS;
        packet.get();
        packet.limit(start + Short.toUnsignedInt(packet.getShort()));
        int domain = Byte.toUnsignedInt(packet.get());
        packet.get();
        int flags = Short.toUnsignedInt(packet.getShort());
        long correction = packet.getLong();
        packet.getInt();
        PortIdentity source = PortIdentity.read(packet);
        int sequence = Short.toUnsignedInt(packet.getShort());
        packet.get();
        return new Header(type, domain, flags, correction, source, sequence, packet.get());
    }

    void write(ByteBuffer packet, int length) {
        packet.put((byte) type)
                .put((byte) VERSION)
                .putShort((short) length)
                .put((byte) domain)
                .put((byte) 0)
                .putShort((short) flags)
                .putLong(correction)
                .putInt(0);
        source.write(packet);
        packet.putShort((short) sequence).put((byte) control()).put((byte) interval);
    }

    /** The older edition's name for the type. */
    private int control() {
        return switch (type) {
            case SYNC, DELAY_REQUEST -> type;
            case FOLLOW_UP -> 2;
            case DELAY_RESPONSE -> 3;
            case MANAGEMENT -> 4;
            default -> CONTROL_OTHER;
        };
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    long correctionNanos() {
        return Math.round(correction / PARTS);
    }
}
