package meridian.time.ptp;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/**
 * How good a clock says it is.
 *
 * @param rank its class: 6 follows a primary reference, 248 nothing in particular, 255 never tells the time
 * @param accuracy a code for how wrong it is at most
 * @param variance how much it wanders, as a logarithm
 */
public record ClockQuality(int rank, int accuracy, int variance) {
    static final int RANK_OF_NOTHING_IN_PARTICULAR = 248;
    static final int RANK_OF_RECEIVERS = 255;

    private static final int ACCURACY_UNKNOWN = 0xfe;
    private static final int ACCURACY_BEYOND_ALL = 0x31;
    private static final int VARIANCE_UNKNOWN = 0xffff;

    /** What the codes from this one on mean, in nanoseconds. */
    private static final int ACCURACY_FIRST = 0x20;

    private static final long[] ACCURACIES = {
        25,
        100,
        250,
        1_000,
        2_500,
        10_000,
        25_000,
        100_000,
        250_000,
        1_000_000,
        2_500_000,
        10_000_000,
        25_000_000,
        100_000_000,
        250_000_000,
        1_000_000_000,
        10_000_000_000L
    };

    /** Of a clock that only listens. */
    static final ClockQuality RECEIVER = new ClockQuality(RANK_OF_RECEIVERS, ACCURACY_UNKNOWN, VARIANCE_UNKNOWN);

    /**
     * Of a clock that is wrong by no more than this, and was this good before. It gets better only when it is so by far:
     * else two clocks near the limit between two codes would take turns at telling the time.
     */
    static ClockQuality within(Duration bound, ClockQuality before) {
        int code = code(bound.toNanos());
        boolean isHardlyBetter = code < before.accuracy && code(2 * bound.toNanos()) >= before.accuracy;
        boolean isKept = isHardlyBetter && before.bound().isPresent();
        return new ClockQuality(RANK_OF_NOTHING_IN_PARTICULAR, isKept ? before.accuracy : code, VARIANCE_UNKNOWN);
    }

    private static int code(long nanos) {
        for (int i = 0; i < ACCURACIES.length; i++) {
            if (nanos <= ACCURACIES[i]) {
                return ACCURACY_FIRST + i;
            }
        }
        return ACCURACY_BEYOND_ALL;
    }

    static ClockQuality read(ByteBuffer packet) {
        return new ClockQuality(
                Byte.toUnsignedInt(packet.get()),
                Byte.toUnsignedInt(packet.get()),
                Short.toUnsignedInt(packet.getShort()));
    }

    void write(ByteBuffer packet) {
        packet.put((byte) rank).put((byte) accuracy).putShort((short) variance);
    }

    /** How wrong it is at most, if it says. */
    public Optional<Duration> bound() {
        if (accuracy < ACCURACY_FIRST) {
            // Codes of the 2019 edition for parts of a nanosecond.
            return accuracy >= 0x17 ? Optional.of(Duration.ofNanos(ACCURACIES[0])) : Optional.empty();
        }
        int index = accuracy - ACCURACY_FIRST;
        return index < ACCURACIES.length ? Optional.of(Duration.ofNanos(ACCURACIES[index])) : Optional.empty();
    }
}
