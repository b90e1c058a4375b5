package meridian.time.ptp;

import java.nio.ByteBuffer;
import java.util.Comparator;

/**
 * A port of a clock. No two have the same, since clocks are numbered by their network cards.
 *
 * @param clock 64 bits, compared as unsigned
 */
public record PortIdentity(long clock, int port) implements Comparable<PortIdentity> {
    static final int BYTES = 10;

    /** Stands for all clocks, or for all ports of one. */
    private static final long ANY_CLOCK = -1;

    private static final int ANY_PORT = 0xffff;
    private static final int MAC_BYTES = 6;
    private static final int HALF_MAC_BYTES = 3;

    private static final Comparator<PortIdentity> ORDER = Comparator.<PortIdentity>comparingLong(
                    identity -> identity.clock ^ Long.MIN_VALUE)
            .thenComparingInt(PortIdentity::port);

    /** The first port of a clock behind the network card with this address. */
    public static PortIdentity ofCard(byte[] mac) {
        if (mac.length != MAC_BYTES) {
            throw new IllegalArgumentException("an address of " + mac.length + " bytes is not a network card's");
        }
        ByteBuffer identity = ByteBuffer.allocate(Long.BYTES)
                .put(mac, 0, HALF_MAC_BYTES)
                .putShort((short) 0xfffe)
                .put(mac, HALF_MAC_BYTES, HALF_MAC_BYTES);
        return new PortIdentity(identity.getLong(0), 1);
    }

    static PortIdentity read(ByteBuffer packet) {
        return new PortIdentity(packet.getLong(), Short.toUnsignedInt(packet.getShort()));
    }

    void write(ByteBuffer packet) {
        packet.putLong(clock).putShort((short) port);
    }

    /** Is a message to this one also to the other? */
    boolean covers(PortIdentity other) {
        return (clock == ANY_CLOCK || clock == other.clock) && (port == ANY_PORT || port == other.port);
    }

    @Override
    public int compareTo(PortIdentity other) {
        return ORDER.compare(this, other);
    }

    /** As linuxptp writes it. */
    @Override
    public String toString() {
        return clockText(clock) + "-" + port;
    }

    static String clockText(long clock) {
        String digits = String.format("%016x", clock);
        return digits.substring(0, 6) + "." + digits.substring(6, 10) + "." + digits.substring(10);
    }
}
