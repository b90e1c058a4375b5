package meridian.time;

import java.time.Duration;

/** What NTP's leap indicator says. */
enum Leap {
    NONE(0, "none"),
    SECOND_INSERTED(1, "a second will be inserted"),
    SECOND_DELETED(2, "a second will be deleted"),
    UNSYNCHRONISED(3, "not synchronised");

    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long DAY = Duration.ofDays(1).toNanos();

    private final int bits;
    private final String text;

    Leap(int bits, String text) {
        this.bits = bits;
        this.text = text;
    }

    static Leap of(int bits) {
        return switch (bits) {
            case 0 -> NONE;
            case 1 -> SECOND_INSERTED;
            case 2 -> SECOND_DELETED;
            default -> UNSYNCHRONISED;
        };
    }

    /**
     * What is known at a later moment, if this was announced before. From the end of a day on, in which the leap may have
     * been, the time may be a second less or more: until servers tell, nobody here knows whether it was.
     *
     * @param aged what is known at the later moment if there was none
     */
    Span over(Span before, Span aged) {
        // A second that is left out is the last one of the day.
        long missing = this == SECOND_DELETED ? SECOND : 0;
        boolean isOver = Math.floorDiv(before.earliest() + missing, DAY) != Math.floorDiv(aged.latest() + missing, DAY);
        if (!isOver || this == NONE || this == UNSYNCHRONISED) {
            return aged;
        }
        return this == SECOND_INSERTED
                ? new Span(aged.tick(), aged.earliest() - SECOND, aged.latest())
                : new Span(aged.tick(), aged.earliest(), aged.latest() + SECOND);
    }

    /** The two bits of a packet. */
    int bits() {
        return bits;
    }

    String text() {
        return text;
    }
}
