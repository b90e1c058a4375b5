package meridian.time.ptp;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/**
 * By which a clock says that it tells the time, and how good that is.
 *
 * @param utcOffset by how many seconds atomic time is ahead of UTC
 * @param steps how many clocks are between it and the grandmaster, from which the time comes
 */
public record Announce(
        Header header,
        int utcOffset,
        int priority1,
        ClockQuality quality,
        int priority2,
        long grandmaster,
        int steps,
        int timeSource)
        implements Message {
    static final int BYTES = 30;

    /** As far as steps are followed; a message that goes round in a circle is stopped there. */
    static final int STEPS_MAX = 254;

    static Announce read(Header header, ByteBuffer packet) {
        Times.read(packet);
        int utcOffset = packet.getShort();
        packet.get();
        return new Announce(
                header,
                utcOffset,
                Byte.toUnsignedInt(packet.get()),
                ClockQuality.read(packet),
                Byte.toUnsignedInt(packet.get()),
                packet.getLong(),
                Short.toUnsignedInt(packet.getShort()),
                Byte.toUnsignedInt(packet.get()));
    }

    @Override
    public void writeBody(ByteBuffer packet) {
        Times.write(0, packet);
        packet.putShort((short) utcOffset).put((byte) 0).put((byte) priority1);
        quality.write(packet);
        packet.put((byte) priority2)
                .putLong(grandmaster)
                .putShort((short) steps)
                .put((byte) timeSource);
    }

    public PortIdentity sender() {
        return header.source();
    }

    /** What is to be added to UTC to get its scale; nothing for a clock that tells UTC itself. */
    Duration aheadOfUtc() {
        return header.has(Header.ATOMIC_TIME) ? Duration.ofSeconds(utcOffset) : Duration.ZERO;
    }

    public Optional<Duration> bound() {
        return quality.bound();
    }

    public boolean leapsForward() {
        return header.has(Header.LEAP_61);
    }

    public boolean leapsBack() {
        return header.has(Header.LEAP_59);
    }

    public String grandmasterText() {
        return PortIdentity.clockText(grandmaster);
    }

    /**
     * Is this the better clock to follow (IEEE 1588-2019, 9.3.4)? Of two ways to one grandmaster the shorter one is, of
     * two grandmasters the one that is preferred, or says that it is better. All that is announced is heard by one port,
     * so the standard's cases of two ports do not come up.
     */
    boolean isBetterThan(Announce other) {
        int order = grandmaster == other.grandmaster ? byWay(other) : byGrandmaster(other);
        return order < 0;
    }

    private int byWay(Announce other) {
        int order = Integer.compare(steps, other.steps);
        return order == 0 ? sender().compareTo(other.sender()) : order;
    }

    private int byGrandmaster(Announce other) {
        int[] ours = preference();
        int[] theirs = other.preference();
        for (int i = 0; i < ours.length; i++) {
            if (ours[i] != theirs[i]) {
                return Integer.compare(ours[i], theirs[i]);
            }
        }
        return Long.compareUnsigned(grandmaster, other.grandmaster);
    }

    private int[] preference() {
        return new int[] {priority1, quality.rank(), quality.accuracy(), quality.variance(), priority2};
    }
}
